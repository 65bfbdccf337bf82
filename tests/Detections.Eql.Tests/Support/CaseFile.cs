namespace Detections.Eql.Tests.Support;

/// <summary>
/// Tables of cases: a line that opens with a brace is the event for the lines below it, <c>+</c> and <c>-</c> are queries that must
/// and must not match it, <c>#</c> is a remark.
/// </summary>
internal static class CaseFile
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Cases");

    public static IEnumerable<string> Names =>
        Directory
            .EnumerateFiles(Folder, "*.cases")
            .Select(path => Path.GetFileName(path))
            .Order(StringComparer.Ordinal);

    public static IEnumerable<(int Line, string Json, string Query, bool Expected)> Read(string name)
    {
        var json = "";
        var number = 0;
        foreach (var line in File.ReadLines(Path.Combine(Folder, name)))
        {
            number++;
            if (line.StartsWith('{'))
            {
                json = line;
            }
            else if (line is ['+' or '-', ' ', .. var query])
            {
                yield return (number, json, query, line[0] == '+');
            }
            else if (line is not ("" or ['#', ..]))
            {
                throw new InvalidDataException($"{name}:{number}: what is [{line}]?");
            }
        }
    }
}
