using System.Text.Encodings.Web;
using System.Text.Json;
using Detections.Settings;

namespace Detections.Commands.Check;

/// <summary>Prints findings: `file:line:col: severity D012: sentence`, as editors and CI understand it.</summary>
internal static class CheckPrinter
{
    private static readonly JsonWriterOptions Json = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void WriteText(IReadOnlyList<Finding> findings, CheckedRules read, TextWriter output)
    {
        foreach (var finding in findings)
        {
            var place = finding.Location is { } location ? $"{location}: " : "";
            output.WriteLine($"{place}{Word(finding.Severity)} {finding.Code}: {finding.Message}");
        }

        var notRun = read.NotRun == 0 ? "" : $", {read.NotRun} not run here";
        var setAside = read.SetAside == 0 ? "" : $", {read.SetAside} set aside";
        var counts = Enum.GetValues<FindingSeverity>().OrderDescending().Select(severity => Count(findings, severity));
        output.WriteLine($"{Words(read.Rules.Count, "rule")}{notRun}{setAside}: {string.Join(", ", counts)}");
    }

    public static void WriteJson(IReadOnlyList<Finding> findings, Stream output)
    {
        using var writer = new Utf8JsonWriter(output, Json);
        writer.WriteStartArray();
        foreach (var finding in findings)
        {
            writer.WriteStartObject();
            writer.WriteString("code", finding.Code.Id);
            writer.WriteString("severity", Word(finding.Severity));
            writer.WriteString("file", finding.Location?.File);
            if (finding.Location is { } place)
            {
                writer.WriteNumber("line", place.Line);
                writer.WriteNumber("column", place.Column);
            }

            writer.WriteString("message", finding.Message);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.Flush();
        output.WriteByte((byte)'\n');
    }

    private static string Count(IEnumerable<Finding> findings, FindingSeverity severity) =>
        Words(findings.Count(finding => finding.Severity == severity), Word(severity));

    private static string Words(int number, string word) => $"{number} {word}{(number == 1 ? "" : "s")}";

    private static string Word(FindingSeverity severity) => severity.ToString().ToLowerInvariant();
}
