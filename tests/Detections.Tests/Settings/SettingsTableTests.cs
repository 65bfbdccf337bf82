using System.Text.Json;
using System.Text.RegularExpressions;
using Detections.Rules;
using Detections.Settings;
using Detections.Tests.Cluster;

namespace Detections.Tests.Settings;

/// <summary>The table of settings in the README is held against what the program reads.</summary>
public sealed partial class SettingsTableTests
{
    private const string None = "none";

    [Fact]
    public void Every_setting_that_is_read_is_in_the_table_and_no_other()
    {
        var findings = new Findings();
        ConfigurationReader.Read(ConfigurationText.Json("{}"), findings);

        Assert.Equal(
            findings
                .Keys.Where(k => !findings.Keys.Any(below => below.StartsWith(k + ":", StringComparison.Ordinal)))
                .Order(StringComparer.Ordinal),
            Table().Select(r => r.Key).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void The_defaults_of_the_table_are_those_of_the_program()
    {
        var values = Table()
            .Where(r => r.Default != None && !r.Default.StartsWith("the ", StringComparison.Ordinal))
            .Select(r => (r.Key.Replace(":", "__", StringComparison.Ordinal), r.Default.Trim('`')))
            .ToArray();
        var findings = new Findings();
        var (fromTable, fromNothing) = (
            new SettingsReader(ConfigurationText.Json("{}", values), findings).Read(),
            new SettingsReader(ConfigurationText.Json("{}"), findings).Read()
        );

        Assert.Empty(findings.Faults);
        Assert.True(values.Length > 15, "the defaults of the table were not found");
        Assert.Equal(JsonSerializer.Serialize(fromNothing), JsonSerializer.Serialize(fromTable));
    }

    private static IReadOnlyList<(string Key, string Default)> Table()
    {
        var rows = File.ReadAllLines(Path.Combine(RepositoryRoot.Path, "README.md"))
            .SkipWhile(l => l != "## Settings")
            .TakeWhile(l => l != "## What EQL means here")
            .Select(l => Row().Match(l))
            .Where(m => m.Success)
            .Select(m => (m.Groups["key"].Value, m.Groups["default"].Value.Trim()))
            .ToList();
        Assert.NotEmpty(rows);
        return rows;
    }

    [GeneratedRegex(@"^\| `(?<key>[A-Z]\w*(:\w+)+)[^|`]*` \| (?<default>[^|]*) \|", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();
}
