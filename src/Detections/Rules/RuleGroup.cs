using Detections.Settings;

namespace Detections.Rules;

/// <summary>The rules that run together: same interval, same look-back.</summary>
internal sealed record RuleGroup(TimeSpan Interval, TimeSpan Lookback, IReadOnlyList<Rule> Rules)
{
    /// <summary>In Kibana's words, such as `5m from now-9m`.</summary>
    public string Name => $"{Duration.Text(Interval)} from now-{Duration.Text(Lookback)}";

    public IEnumerable<string> Patterns => Rules.SelectMany(r => r.Patterns).Distinct(StringComparer.Ordinal);
}
