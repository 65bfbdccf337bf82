using Detections.Rules;

namespace Detections.Diagnosis;

/// <summary>An index pattern, and the rules that read it.</summary>
internal sealed record Source(string Pattern, IReadOnlyList<Rule> Rules)
{
    /// <summary>How far back a run looks.</summary>
    public TimeSpan Lookback => Rules.Max(r => r.Lookback);

    /// <summary>How late an event may become searchable and still be seen by a run.</summary>
    public TimeSpan Slack => Rules.Min(r => r.Lookback - r.Interval);

    /// <summary>The rules that look for events by when they happened.</summary>
    public IReadOnlyList<Rule> ByTimestamp => [.. Rules.Where(r => r.TimestampOverride is null)];

    public static IEnumerable<Source> Of(RuleSet rules) =>
        from @group in rules.Groups
        from rule in @group.Rules
        from pattern in rule.Patterns
        group rule by pattern into readers
        select new Source(readers.Key, [.. readers.Distinct()]);
}
