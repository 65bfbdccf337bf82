namespace Detections.Rules;

/// <summary>All loaded rules, and the enabled ones by schedule.</summary>
internal sealed class RuleSet(IReadOnlyList<Rule> rules)
{
    /// <summary>Disabled rules too.</summary>
    public IReadOnlyList<Rule> Rules { get; } = rules;

    /// <summary>What was loaded beside them and is not run.</summary>
    public IReadOnlyList<UnevaluatedRule> Unevaluated { get; init; } = [];

    public IReadOnlyList<RuleGroup> Groups { get; } =
    [
        .. rules
            .Where(rule => rule.Enabled)
            .GroupBy(rule => (rule.Interval, rule.Lookback))
            .OrderBy(group => group.Key)
            .Select(group => new RuleGroup(group.Key.Interval, group.Key.Lookback, [.. group])),
    ];
}
