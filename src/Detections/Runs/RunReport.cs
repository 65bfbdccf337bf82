using System.Globalization;

namespace Detections.Runs;

/// <summary>What one run did, also when it was nothing.</summary>
internal sealed class RunReport(string runId, string group)
{
    private readonly Dictionary<string, RuleReport> _rules = new(StringComparer.Ordinal);
    private readonly List<(FailureKind Kind, string Message)> _failures = [];

    public string RunId { get; } = runId;

    public string Group { get; } = group;

    public DateTimeOffset Started { get; set; }

    public DateTimeOffset Finished { get; set; }

    public TimeRange Window { get; set; }

    /// <summary>Older ranges that this run read to close holes.</summary>
    public List<TimeRange> CaughtUp { get; } = [];

    /// <summary>How much watched time is still unsearched, counted over the rule and pattern that lack most.</summary>
    public TimeSpan Uncovered { get; set; }

    /// <summary>Watched time that became too old to be searched, counted over the rule and pattern that lost most.</summary>
    public TimeSpan Lost { get; set; }

    /// <summary>The times that were lost, as far as there is room to tell.</summary>
    public IReadOnlyList<UnsearchedTime> GivenUp { get; set; } = [];

    public long Pages { get; set; }

    public long Events { get; set; }

    /// <summary>Of the events those that some rule was asked about.</summary>
    public long Evaluated { get; set; }

    /// <summary>Documents that are not JSON, by index and id.</summary>
    public List<string> SetAside { get; } = [];

    public long SetAsideCount { get; set; }

    /// <summary>From an event to its alert, for each alert of this run.</summary>
    public List<TimeSpan> TimesToDetect { get; } = [];

    public TimeSpan? SlowestAlert => TimesToDetect.Count > 0 ? TimesToDetect.Max() : null;

    /// <summary>From an event to its arrival, for a sample of the events, by the index pattern they came through.</summary>
    public LagSamples IngestLags { get; } = [];

    /// <summary>The same for each pattern.</summary>
    public IReadOnlyList<SourceLag> SourceLags =>
        [.. IngestLags.GroupBy(l => l.Pattern, l => l.Lag, StringComparer.Ordinal).Select(l => SourceLag.Of(l.Key, l))];

    /// <summary>What of the watched time is not searched, newest first, as far as there is room to tell.</summary>
    public IReadOnlyList<UnsearchedTime> Unsearched { get; set; } = [];

    public List<string> Warnings { get; } = [];

    public IReadOnlyList<string> Failures => [.. _failures.Select(f => f.Message)];

    public IEnumerable<FailureKind> FailureKinds => _failures.Select(f => f.Kind);

    /// <summary>No index stands behind any pattern.</summary>
    public bool WatchesNothing { get; set; }

    /// <summary>The cluster as a whole did not answer.</summary>
    public bool Unreachable { get; private set; }

    public IReadOnlyCollection<RuleReport> Rules => _rules.Values;

    public long Matched => _rules.Values.Sum(r => r.Matched);

    public long Duplicate => _rules.Values.Sum(r => r.Duplicate);

    public int Created => _rules.Values.Sum(r => r.Created);

    public int Queued => _rules.Values.Sum(r => r.Queued);

    public int Suppressed => _rules.Values.Sum(r => r.Suppressed);

    public long Excepted => _rules.Values.Sum(r => r.Excepted);

    /// <summary>Alerts of matches that an earlier run had to leave to this one.</summary>
    public int FromQueue => _rules.Values.Sum(r => r.FromQueue);

    /// <summary>Alerts of what was found later than a run in time would have found it.</summary>
    public int Late => _rules.Values.Sum(r => r.Late);

    /// <summary>How long events took to arrive, of most of them: the 99th of 100.</summary>
    public TimeSpan? IngestLag =>
        IngestLags.Count > 0 ? IngestLags.Select(l => l.Lag).Order().ElementAt(IngestLags.Count * 99 / 100) : null;

    /// <summary>The rules that took most of the time.</summary>
    public IEnumerable<RuleReport> Costliest(int count) =>
        _rules.Values.Where(r => r.Cost.Events > 0).OrderByDescending(r => r.Cost.Time).Take(count);

    /// <summary>Null where the run did not come so far as to look.</summary>
    public long? QueueLength => _rules.Count > 0 ? _rules.Values.Sum(r => r.QueueLength) : null;

    public int Failed => _rules.Values.Sum(r => r.Failed);

    public int Rejected => _rules.Values.Sum(r => r.Rejected);

    /// <summary>Alerts that were rejected by this run or earlier ones, and that nobody has dealt with yet; null where that is not known.</summary>
    public long? RejectedKept { get; set; }

    public RunStatus Status =>
        _failures.Count > 0 ? RunStatus.Failed
        : Warnings.Count > 0 ? RunStatus.Warning
        : RunStatus.Succeeded;

    /// <summary>The same with each slice of a hole is told once.</summary>
    public void Warn(string message)
    {
        if (!Warnings.Contains(message))
        {
            Warnings.Add(message);
        }
    }

    /// <summary>The same trouble with each slice of a hole is told once.</summary>
    public void Fail(FailureKind kind, string message)
    {
        if (!_failures.Contains((kind, message)))
        {
            _failures.Add((kind, message));
        }
    }

    public void Fail(string message, ClusterException cause)
    {
        Fail(cause.Unreachable ? FailureKind.Unreachable : FailureKind.Refused, message);
        Unreachable |= cause.Unreachable;
    }

    /// <summary>Tells what stands in the way of reading all that the patterns name.</summary>
    public void AddSources(SourceMap sources)
    {
        foreach (var source in sources.Patterns)
        {
            switch (source.State)
            {
                case PatternState.Unreadable:
                    Fail(
                        FailureKind.Unreadable,
                        $"The indices of {source.Pattern} may not be read: grant the privileges read and view_index_metadata on it"
                    );
                    break;
                case PatternState.Unanswered:
                    Fail(
                        FailureKind.Unreadable,
                        $"Nothing is known of {source.Pattern}: its remote cluster does not answer, or has no such index"
                    );
                    break;
            }
        }

        var absent = sources.Patterns.Where(p => p.State == PatternState.Absent).Select(p => p.Pattern).ToList();
        if (absent.Count > 0)
        {
            Warnings.Add($"No index matches {string.Join(", ", absent)}");
        }

        WatchesNothing = sources.Patterns.All(p => p.Indices.Count == 0);
        if (WatchesNothing)
        {
            Warnings.Add("None of the index patterns matches anything: nothing is being watched");
        }
    }

    public RuleReport Rule(Rules.Rule rule)
    {
        if (!_rules.TryGetValue(rule.RuleId, out var report))
        {
            _rules.Add(rule.RuleId, report = new(rule.RuleId, rule.Name, rule.Severity));
        }

        return report;
    }

    public string Summary() =>
        $"{Events} events read, {Matched} matched, {Duplicate} known before, {Created} alerts created, {Queued} queued, {QueueLength?.ToString(CultureInfo.InvariantCulture) ?? "an unknown number"} waiting"
        + (Late > 0 ? $", {Late} alerts of what was found late" : "")
        + (Suppressed > 0 ? $", {Suppressed} suppressed" : "")
        + (Excepted > 0 ? $", {Excepted} excepted" : "")
        + (Failed > 0 ? $", {Failed} failed" : "")
        + (RejectedKept > 0 ? $", {RejectedKept} rejected" : "")
        + (SetAsideCount > 0 ? $", {SetAsideCount} documents set aside" : "")
        + (Uncovered > TimeSpan.Zero ? $", {Uncovered} still to be searched" : "");
}
