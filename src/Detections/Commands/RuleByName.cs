using Detections.Rules;
using Detections.Settings;

namespace Detections.Commands;

/// <summary>Finds the rule that a person names: by its rule_id, its id or its exact name.</summary>
internal static class RuleByName
{
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
            : rules.Unevaluated.FirstOrDefault(rule => rule.RuleId == text || rule.Name == text) is { } unevaluated
                ? $"The rule \"{unevaluated.Name}\" is not evaluated: {unevaluated.Reason}"
            : $"There is no rule with the rule_id or name \"{text}\" among the {rules.Rules.Count} that are loaded.{Suggest(text, rules)}";
        return null;
    }

    private static string Suggest(string text, RuleSet rules) =>
        Spelling.Nearest(text, rules.Rules.SelectMany(rule => (string[])[rule.RuleId, rule.Name])) is { } near
            ? $" Did you mean \"{near}\"?"
            : "";
}
