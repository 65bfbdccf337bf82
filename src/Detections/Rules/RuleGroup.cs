namespace Detections.Rules;

/// <summary>The rules that run together: same interval, same look-back.</summary>
internal sealed record RuleGroup(TimeSpan Interval, TimeSpan Lookback, IReadOnlyList<Rule> Rules);
