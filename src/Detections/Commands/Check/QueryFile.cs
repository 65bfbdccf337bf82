using Detections.Eql;
using Detections.Rules.Linting;
using Detections.Settings;

namespace Detections.Commands.Check;

/// <summary>A file with one query.</summary>
internal static class QueryFile
{
    public const string Extension = ".eql";

    public static IEnumerable<Finding> Check(string path)
    {
        if (SourceFile.Read(path, out var trouble) is not { } file)
        {
            return [trouble!];
        }

        return EqlQuery.TryParse(file.Text, EqlOptions.Default, out var query, out var error)
            ? query
                .Review()
                .Select(remark => new Finding(
                    QueryLint.CodeOf(remark.Kind),
                    QueryLint.SeverityOf(remark.Kind),
                    new(file.Locate(0).File, remark.Line, remark.Column),
                    remark.Message
                ))
            :
            [
                new(
                    FindingCode.WrongQuery,
                    FindingSeverity.Error,
                    new(file.Locate(0).File, error.Line, error.Column),
                    error.Message
                ),
            ];
    }
}
