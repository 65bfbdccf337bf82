using Detections.Rules;
using Detections.Rules.Files;
using Detections.Settings;
using Microsoft.Extensions.Configuration;

namespace Detections.Commands;

/// <summary>Finds the rule that a person names: by its rule_id, its id, its exact name, or its file.</summary>
internal static class RuleByName
{
    public static bool IsFile(string text) =>
        RuleFileReader.Extensions.Contains(Path.GetExtension(text), StringComparer.Ordinal);

    /// <param name="ruleId">Which one, where there are several.</param>
    public static Rule? FindInFile(string path, string? ruleId, out string problem)
    {
        if (!File.Exists(path))
        {
            problem = $"There is no file {path}.";
            return null;
        }

        var findings = new Findings();
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection([new($"Rules:{RulePatterns.RulesKey}:0", path), new("Rules:Deprecated", "true")])
            .Build();
        var rules = new RulesReader(settings, findings).Read();
        if (ruleId is not null)
        {
            return Find(ruleId, rules, out problem);
        }

        problem = "";
        if (rules.Rules is [var only])
        {
            return only;
        }

        var error = findings.All.FirstOrDefault(finding => finding.Severity == FindingSeverity.Error);
        problem =
            rules.Rules.Count > 1 ? $"{path} holds {rules.Rules.Count} rules. Say which one by rule_id."
            : error is not null ? $"The rule of {path} cannot be run. {error.Text}"
            : rules.Unevaluated is [var unevaluated, ..] ? NotEvaluated(unevaluated)
            : $"{path} holds no rule.";
        return null;
    }

    public static Rule? Find(string text, RuleSet rules, out string problem)
    {
        problem = "";
        var byId = rules.Rules.FirstOrDefault(rule => rule.RuleId == text || rule.Id == text);
        if (byId is not null)
        {
            return byId;
        }

        var byName = rules.Rules.Where(rule => rule.Name == text).ToList();
        if (byName is [var only])
        {
            return only;
        }

        problem =
            byName.Count > 1
                ? $"{byName.Count} rules have the name \"{text}\". Name one by its rule_id: {string.Join(", ", byName.Select(rule => rule.RuleId))}."
            : rules.Unevaluated.Concat(rules.LeftOut).FirstOrDefault(rule => rule.RuleId == text || rule.Name == text)
                is { } unevaluated
                ? NotEvaluated(unevaluated)
            : rules.SetAside.FirstOrDefault(rule => rule.RuleId == text || rule.Name == text) is { } setAside
                ? $"The rule \"{setAside.Name}\" has a mistake. {setAside.Findings[0].Text}"
            : $"There is no rule with the rule_id or name \"{text}\" among the {rules.Rules.Count} that are loaded.{Suggest(text, rules)}";
        return null;
    }

    private static string NotEvaluated(UnevaluatedRule rule) =>
        $"The rule \"{rule.Name}\" is not evaluated. {rule.Reason}";

    private static string Suggest(string text, RuleSet rules) =>
        Spelling.Nearest(text, rules.Rules.SelectMany(rule => (string[])[rule.RuleId, rule.Name])) is { } near
            ? $" Did you mean \"{near}\"?"
            : "";
}
