namespace Detections.Runs;

/// <summary>The intervals proven searched, per rule and pattern. Coverage only grows; holes are what it lacks.</summary>
internal sealed class Ledger
{
    private readonly Dictionary<(string RuleId, string Pattern), Coverage> _entries = [];

    /// <summary>By which the clocks of a cluster's nodes may differ.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    private readonly Dictionary<(string Group, string Pattern), DateTimeOffset> _lateSwept = [];

    /// <summary>Until which arrival each pattern was looked through once more by the rules of a group for what came late.</summary>
    public IReadOnlyDictionary<(string Group, string Pattern), DateTimeOffset> LateSwept => _lateSwept;

    public IEnumerable<((string RuleId, string Pattern) Key, Coverage Coverage)> Entries =>
        _entries.Select(e => (e.Key, e.Value));

    /// <summary>Starts to watch; what is watched already keeps its start, unless this is an earlier one.</summary>
    public Coverage Watch(string ruleId, string pattern, DateTimeOffset since)
    {
        if (!_entries.TryGetValue((ruleId, pattern), out var coverage))
        {
            _entries.Add((ruleId, pattern), coverage = new(since));
        }

        coverage.WatchFrom(since);

        return coverage;
    }

    public void HasSweptLate(string group, string pattern, DateTimeOffset until)
    {
        if (!_lateSwept.TryGetValue((group, pattern), out var before) || before < until)
        {
            _lateSwept[(group, pattern)] = until;
        }
    }

    /// <summary>Takes over what another copy of this program proved, for all that is watched here.</summary>
    public void Merge(Ledger other, Func<string, string, bool> isWatched)
    {
        foreach (var ((ruleId, pattern), coverage) in other._entries)
        {
            if (isWatched(ruleId, pattern))
            {
                Watch(ruleId, pattern, coverage.WatchedSince).Merge(coverage);
            }
        }

        foreach (var ((group, pattern), until) in other._lateSwept)
        {
            HasSweptLate(group, pattern, until);
        }
    }

    /// <summary>What is still to come was not searched, whatever a clock that was ahead made of it.</summary>
    public void ForgetAfter(DateTimeOffset now)
    {
        foreach (var coverage in _entries.Values)
        {
            coverage.ForgetAfter(now, Skew);
        }

        foreach (var key in _lateSwept.Where(s => s.Value > now).Select(s => s.Key).ToList())
        {
            _lateSwept[key] = DateTimeOffset.MinValue;
        }
    }

    public void KeepOnly(Func<string, string, bool> isWatched)
    {
        foreach (var key in _entries.Keys.Where(k => !isWatched(k.RuleId, k.Pattern)).ToList())
        {
            _entries.Remove(key);
        }
    }

    /// <summary>Closes what is older. Where that was never searched it never will be: those ranges come back, by rule and pattern.</summary>
    public IReadOnlyList<(string RuleId, string Pattern, TimeRange Lost)> CloseBefore(DateTimeOffset time)
    {
        var lost = _entries
            .SelectMany(e =>
                e.Value.HolesIn(new(DateTimeOffset.MinValue, time)).Select(h => (e.Key.RuleId, e.Key.Pattern, h))
            )
            .ToList();
        foreach (var coverage in _entries.Values)
        {
            coverage.Close(time);
        }

        return lost;
    }
}
