using Detections.Tests.Cluster;

namespace Detections.Tests.Commands;

/// <summary>Rules, and what `check` says of them; the first lines of the file say how they are written.</summary>
internal sealed record CheckCase(string Codes, string Rule, string? Second, IReadOnlyList<string> Lines)
{
    private static readonly string[] Right =
    [
        "name = \"Case\"",
        "description = \"A case\"",
        "rule_id = \"case\"",
        "type = \"eql\"",
        "index = [\"logs-*\"]",
        "severity = \"low\"",
        "risk_score = 21",
        "from = \"now-9m\"",
        "timestamp_override = \"event.ingested\"",
        "query = 'process where true'",
    ];

    public static IEnumerable<CheckCase> All =>
        File.ReadAllText(Path.Combine(RepositoryRoot.Path, "tests", "Detections.Tests", "Commands", "check.cases"))
            .Split("\n> ")
            .Skip(1)
            .Select(Parse);

    private static CheckCase Parse(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var whole = After("| ", lines);
        var second = After("+ ", lines);
        var changes = lines.Skip(1).Where(l => l[0] is not ('|' or '+' or '=')).ToList();
        return new(
            lines[0],
            whole.Count > 0 ? string.Join('\n', whole) : Change(changes),
            second.Count > 0 ? Change(second) : null,
            After("= ", lines)
        );
    }

    private static List<string> After(string mark, string[] lines) =>
        [.. lines.Where(l => l.StartsWith(mark, StringComparison.Ordinal)).Select(l => l[mark.Length..])];

    private static string Change(IReadOnlyList<string> changes)
    {
        var rule = Right.ToList();
        foreach (var change in changes)
        {
            var isRemoval = change.StartsWith("- ", StringComparison.Ordinal);
            var key = isRemoval ? change[2..] : change.Split(" = ")[0];
            var at = rule.FindIndex(l => l.StartsWith($"{key} = ", StringComparison.Ordinal));
            if (isRemoval)
            {
                rule.RemoveAt(at);
            }
            else if (at >= 0)
            {
                rule[at] = change;
            }
            else
            {
                rule.Add(change);
            }
        }

        return string.Join('\n', rule.Prepend("[rule]").Append(""));
    }
}
