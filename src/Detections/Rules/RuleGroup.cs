using Detections.Settings;

namespace Detections.Rules;

/// <summary>The rules that run together: same interval, same look-back.</summary>
internal sealed record RuleGroup(TimeSpan Interval, TimeSpan Lookback, IReadOnlyList<Rule> Rules)
{
    private readonly HashSet<(string RuleId, string Pattern)> _watched =
    [
        .. Rules.SelectMany(r => r.Patterns.Select(p => (r.RuleId, p))),
    ];

    /// <summary>In Kibana's words, such as `5m from now-9m`.</summary>
    public string Name => $"{Duration.Text(Interval)} from now-{Duration.Text(Lookback)}";

    public IEnumerable<string> Patterns => Rules.SelectMany(r => r.Patterns).Distinct(StringComparer.Ordinal);

    /// <summary>Whether one of its rules reads an index pattern.</summary>
    public bool Watches(string ruleId, string pattern) => _watched.Contains((ruleId, pattern));
}
