namespace Detections.Runs;

/// <summary>The intervals proven searched, per rule and pattern. Coverage only grows; holes are what it lacks.</summary>
internal sealed class Ledger
{
    private readonly Dictionary<(string RuleId, string Pattern), Coverage> _entries = [];

    public IEnumerable<((string RuleId, string Pattern) Key, Coverage Coverage)> Entries =>
        _entries.Select(e => (e.Key, e.Value));

    /// <summary>Starts to watch; what is watched already keeps its start.</summary>
    public Coverage Watch(string ruleId, string pattern, DateTimeOffset since)
    {
        if (!_entries.TryGetValue((ruleId, pattern), out var coverage))
        {
            _entries.Add((ruleId, pattern), coverage = new(since));
        }

        return coverage;
    }

    /// <summary>Takes over what another copy of this program proved, for every rule that the filter names.</summary>
    public void Merge(Ledger other, Func<string, bool> ruleFilter)
    {
        foreach (var ((ruleId, pattern), coverage) in other._entries)
        {
            if (ruleFilter(ruleId))
            {
                Watch(ruleId, pattern, coverage.WatchedSince).Merge(coverage);
            }
        }
    }

    public void ForgetBefore(DateTimeOffset time)
    {
        foreach (var coverage in _entries.Values)
        {
            coverage.Searched.ForgetBefore(time);
        }
    }
}
