using System.Globalization;
using Detections.Rules;
using Detections.Settings;
using Detections.Tests.Settings;

namespace Detections.Tests.Rules;

/// <summary>A folder of rule files that a test writes and reads.</summary>
internal sealed class RuleFolder : IDisposable
{
    public const string Right = """
        [metadata]
        maturity = "production"

        [rule]
        rule_id = "r1"
        name = "N"
        description = "D"
        type = "eql"
        language = "eql"
        query = 'any where true'
        index = ["logs-*"]
        severity = "low"
        risk_score = 21

        """;

    public string Path { get; } = Directory.CreateTempSubdirectory("detections").FullName;

    public RuleSet? Before { get; set; }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    public string Write(string name, string content)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>A rule like <see cref="Right"/> of another id.</summary>
    public string WriteRule(string id, params (string From, string To)[] changes)
    {
        var text = Right.Replace("\"r1\"", $"\"{id}\"", StringComparison.Ordinal);
        foreach (var (from, to) in changes)
        {
            text = text.Replace(from, to, StringComparison.Ordinal);
        }

        return Write($"{id}.toml", text);
    }

    /// <summary>What is in the folder, and further settings below `Rules`.</summary>
    public RuleSet Read(out Findings findings, params (string Key, string Value)[] settings)
    {
        findings = new Findings();
        var all = new Dictionary<string, string> { ["Rules:Files:0"] = "." };
        foreach (var (key, value) in settings)
        {
            all[$"Rules:{key}"] = value;
        }

        var configuration = ConfigurationText.Json("{}", [.. all.Select(s => (s.Key, s.Value))]);
        return Before = new RulesReader(configuration, findings, Path, Before).Read();
    }

    public RuleSet Read(params (string Key, string Value)[] settings)
    {
        var rules = Read(out var findings, settings);
        Assert.Empty(findings.All.Select(Text));
        return rules;
    }

    /// <summary>Code, severity, file below the folder and sentence, as `D006 error r1.toml:3:7 name is …`.</summary>
    public string Text(Finding finding)
    {
        var place = finding.Location is { } l
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{System.IO.Path.GetRelativePath(Path, l.File)}:{l.Line}:{l.Column} "
            )
            : "";
        return $"{finding.Code} {Word(finding.Severity)} {place}{finding.Message.Replace(Path + System.IO.Path.DirectorySeparatorChar, "", StringComparison.Ordinal)}";
    }

    private static string Word(FindingSeverity severity) =>
        severity switch
        {
            FindingSeverity.Note => "note",
            FindingSeverity.Warning => "warning",
            _ => "error",
        };
}
