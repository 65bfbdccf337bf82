using System.Text.Json;
using System.Text.RegularExpressions;
using Detections.Rules;
using Detections.Settings;
using Detections.Tests.Deploy;

namespace Detections.Tests.Settings;

/// <summary>The table of a rule's keys in the README is held against what the program reads.</summary>
public sealed partial class RuleTableTests
{
    private static readonly (string Key, string Value)[] Required =
    [
        ("name", "A rule"),
        ("description", "What it finds"),
        ("query", "process where true"),
        ("index:0", "logs-*"),
        ("severity", "low"),
        ("risk_score", "1"),
    ];

    [Fact]
    public void Every_key_that_is_read_is_in_the_table_and_no_other()
    {
        var unsupported = UnsupportedFields
            .Refused.Keys.Union(UnsupportedFields.WithoutEffect)
            .Union(UnsupportedFields.WithoutMeaning);

        Assert.Equal(
            Read(Required).Findings.Keys.Except(unsupported).Where(k => !k.Contains(':')).Order(StringComparer.Ordinal),
            Table().Select(r => r.Key).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void A_rule_with_the_defaults_of_the_table_is_the_rule_without_them()
    {
        var defaults = Table()
            .Where(r => r.Default.StartsWith('`'))
            .Select(r => (r.Key, r.Default.Trim('`')))
            .ToArray();

        var (written, findings) = Read([.. Required, .. defaults]);

        Assert.Empty(findings.Faults);
        Assert.True(defaults.Length > 5, "the defaults of the table were not found");
        Assert.Equal(Text(Read(Required).Rule), Text(written));
    }

    [Fact]
    public void What_the_table_calls_required_is_required()
    {
        var required = Table().Where(r => r.Default == "required").Select(r => $"{r.Key} is missing");

        Assert.Equal(
            required.Order(StringComparer.Ordinal),
            Read([]).Findings.Faults.Select(f => f.Split(';')[0]).Order(StringComparer.Ordinal)
        );
    }

    private static string Text(Rule? rule) => JsonSerializer.Serialize(rule);

    /// <summary>One rule, and what was found, by the keys below it.</summary>
    private static (Rule? Rule, (IReadOnlyList<string> Keys, IReadOnlyList<string> Faults) Findings) Read(
        params (string Key, string Value)[] values
    )
    {
        const string item = "Rules:Items:mine";
        var findings = new Findings();
        var configuration = ConfigurationText.Json("{}", [.. values.Select(v => ($"{item}:{v.Key}", v.Value))]);
        var rule = new RuleReader(new SectionReader(configuration.GetSection(item), findings)).Read();
        return (
            rule,
            (
                [.. findings.Keys.Select(k => k[(item.Length + 1)..])],
                [.. findings.Faults.Select(f => f[(item.Length + 1)..])]
            )
        );
    }

    private static IReadOnlyList<(string Key, string Default)> Table()
    {
        var rows = DeployFiles
            .Read(DeployFiles.Readme)
            .Split('\n')
            .SkipWhile(l => l != "The keys of a rule:")
            .TakeWhile(l => !l.StartsWith("Kibana's other keys", StringComparison.Ordinal))
            .Where(l => l.StartsWith("| `", StringComparison.Ordinal))
            .Select(l => l.Split('|'))
            .SelectMany(cells => Key().Matches(cells[1]).Select(m => (m.Value, cells[2].Trim())))
            .ToList();
        Assert.NotEmpty(rows);
        return rows;
    }

    [GeneratedRegex(@"\w+", RegexOptions.NonBacktracking)]
    private static partial Regex Key();
}
