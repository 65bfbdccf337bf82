using System.IO.Enumeration;
using Detections.Settings;

namespace Detections.Rules;

/// <summary>Chooses rules by what they say of themselves. Names and the like may have * and ?, and letter case does not count.</summary>
internal sealed class RuleChoice
{
    private static readonly Dictionary<string, Func<Rule, IEnumerable<string>>> Kinds = new(StringComparer.Ordinal)
    {
        ["Ids"] = rule => [rule.RuleId, rule.Uuid],
        ["Names"] = rule => [rule.Name],
        ["Tags"] = rule => rule.Tags,
        ["Severities"] = rule => [rule.Severity.Text()],
        ["Indices"] = rule => rule.Patterns,
    };

    private readonly string _path;
    private readonly List<(string Kind, IReadOnlyList<SettingNode> Values)> _choices = [];

    public RuleChoice(SectionReader section)
    {
        _path = section.Path;
        foreach (var kind in Kinds.Keys)
        {
            if (section.TextNodes(kind) is [_, ..] values)
            {
                _choices.Add((kind, values));
            }
        }

        section.RefuseUnknownKeys();
    }

    /// <summary>The first kind by which the rule is not among what is to run; null where it is, or nothing is chosen.</summary>
    public string? ReasonToLeaveOut(Rule rule) =>
        _choices.Where(c => !HasAny(rule, c)).Select(c => $"{_path}:{c.Kind} does not name it.").FirstOrDefault();

    /// <summary>The first kind by which the rule is among what is not to run; null where it is not.</summary>
    public string? ReasonToExclude(Rule rule) =>
        _choices.Where(c => HasAny(rule, c)).Select(c => $"{_path}:{c.Kind} names it.").FirstOrDefault();

    /// <summary>What fits no rule at all, most likely because it is misspelled.</summary>
    public IEnumerable<SettingNode> Unused(IReadOnlyList<Rule> rules) =>
        _choices.SelectMany(c => c.Values.Where(v => !rules.Any(r => Has(r, c.Kind, v))));

    private static bool HasAny(Rule rule, (string Kind, IReadOnlyList<SettingNode> Values) choice) =>
        choice.Values.Any(v => Has(rule, choice.Kind, v));

    private static bool Has(Rule rule, string kind, SettingNode value) =>
        Kinds[kind](rule).Any(v => FileSystemName.MatchesSimpleExpression(value.Value, v));
}
