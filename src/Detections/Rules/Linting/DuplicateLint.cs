using Detections.Settings;

namespace Detections.Rules.Linting;

/// <summary>Rules that would alert twice for one thing, or that analysts cannot tell apart.</summary>
internal static class DuplicateLint
{
    public static IEnumerable<Finding> Of(IReadOnlyList<LintedRule> rules) =>
        Repeated(rules, rule => rule.Query.ToString() + "\n" + IndicesOf(rule))
            .Select(pair =>
                pair.Rule.At(
                    "query",
                    FindingCode.SameQuery,
                    FindingSeverity.Warning,
                    $"asks the same of the same indices as {Name(pair.First)}, so every match alerts twice. Remove one of them."
                )
            )
            .Concat(
                Repeated(rules, rule => rule.Name)
                    .Select(pair =>
                        pair.Rule.At(
                            "name",
                            FindingCode.SameName,
                            FindingSeverity.Warning,
                            $"is also that of {Name(pair.First)}, so that alerts of the two look the same. Rename one of them."
                        )
                    )
            );

    private static IEnumerable<(LintedRule Rule, LintedRule First)> Repeated(
        IEnumerable<LintedRule> rules,
        Func<Rule, string> key
    ) =>
        rules
            .GroupBy(rule => key(rule.Rule), StringComparer.Ordinal)
            .SelectMany(group => group.Skip(1).Select(rule => (rule, group.First())));

    private static string IndicesOf(Rule rule) => string.Join(',', rule.Index.Order(StringComparer.Ordinal));

    private static string Name(LintedRule rule) =>
        $"{rule.Rule.RuleId}{(rule.Rule.Location is { } place ? $" at {place}" : " in Rules:Items")}";
}
