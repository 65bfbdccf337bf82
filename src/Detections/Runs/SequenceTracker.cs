using Detections.Eql;
using Detections.Matching;
using Detections.Rules;
using Detections.Settings;

namespace Detections.Runs;

/// <summary>
/// The hits of one sequence or sample rule that may still become part of a match, and the ranges of arrival that they were read from.
/// It lasts from run to run; what it lacks after a start or a hole is read again. Its memory it shares with the others: groups run at the
/// same time, so another's events may cost it its oldest at any moment.
/// </summary>
internal sealed class SequenceTracker
{
    /// <summary>Some megabytes of names.</summary>
    private const int MaxLate = 10_000;

    private readonly Lock _lock = new();
    private readonly SharedBudget<SequenceTracker> _budget;
    private readonly Func<EqlMatcher> _create;
    private readonly Dictionary<string, IntervalSet> _read = new(StringComparer.Ordinal);
    private readonly TimeSpan _retention;
    private EqlMatcher _matcher;
    private (long TooOld, long Dropped) _told;
    private readonly HashSet<EventReference> _late = [];

    public SequenceTracker(
        RuleMatcher rules,
        int position,
        TimeSpan interval,
        SweepSettings settings,
        SharedBudget<SequenceTracker> budget
    )
    {
        _budget = budget;
        Rule = rules.Rules[position];
        Timing = SequenceTiming.Of(Rule, settings.Grace);
        _retention = Timing.Context + Timing.Delay + Rule.Lookback + interval;
        _create = () =>
            rules.Track(
                position,
                new()
                {
                    Grace = settings.Grace,
                    Retention = _retention,
                    OpeningStep = Rule.Query.RareStep,
                }
            );
        _matcher = _create();
    }

    public Rule Rule { get; }

    public SequenceTiming Timing { get; }

    /// <summary>Since when its rule is watched, if it is only there for matches with an event that came late; else null.</summary>
    public DateTimeOffset? SeeksLateSince { get; init; }

    /// <summary>How many events came too late and how many were let go for want of room since this was asked last.</summary>
    public (long TooOld, long Dropped) TakeLimits()
    {
        lock (_lock)
        {
            var report = _matcher.Report;
            var since = (report.TooOld - _told.TooOld, report.Dropped - _told.Dropped);
            _told = (report.TooOld, report.Dropped);
            return since;
        }
    }

    /// <summary>What the events satisfy that it can use of the next read.</summary>
    public EqlFilter Filter
    {
        get
        {
            lock (_lock)
            {
                return _matcher.Filter;
            }
        }
    }

    /// <summary>Whether it needs events of which it could not tell when it saw them.</summary>
    public bool LacksEvents
    {
        get
        {
            lock (_lock)
            {
                return _matcher.LacksEvents;
            }
        }
    }

    /// <summary>From when on events may be lacking, where they are read until a moment.</summary>
    public TimeRange Retained(DateTimeOffset until) => new(until - _retention, until);

    public void BeginReadingAgain()
    {
        lock (_lock)
        {
            _matcher.BeginReadingAgain();
        }
    }

    public void EndReadingAgain()
    {
        lock (_lock)
        {
            _matcher.EndReadingAgain();
        }
    }

    /// <summary>Whether it may keep an event.</summary>
    /// <param name="steps">The steps that the event satisfies.</param>
    public bool MayKeep(EqlEvent values, ReadOnlySpan<int> steps)
    {
        lock (_lock)
        {
            return _matcher.MayKeep(values, steps);
        }
    }

    /// <param name="steps">The steps that the event satisfies.</param>
    /// <returns>Whether the event is of use and is what the filter asks for.</returns>
    public bool Add(EqlEvent values, ReadOnlySpan<int> steps, EventReference reference, DateTimeOffset arrived)
    {
        bool isOfUse;
        lock (_lock)
        {
            var ticks = (arrived - DateTimeOffset.UnixEpoch).Ticks;
            isOfUse = _matcher.Add(values, steps, reference.Index, reference.Id, ticks);
            _budget.Hold(this, _matcher.KeptBytes);
        }

        // Its own lock would have two wait for each other.
        while (_budget.Debtor is { } debtor)
        {
            debtor.LetOldestGo();
        }

        return isOfUse;
    }

    /// <summary>
    /// Where more came late than it may keep, all matches count as late of which something arrived since the rule is watched: those that are
    /// not are known already.
    /// </summary>
    public void HasComeLate(EventReference reference)
    {
        if (_late.Count < MaxLate)
        {
            _late.Add(reference);
        }
    }

    /// <summary>What began to be watched then; matches of nothing but older events are those of earlier runs.</summary>
    public DateTimeOffset? WatchesSince { get; private set; }

    public void WatchFrom(DateTimeOffset since) => WatchesSince ??= since;

    /// <summary>The matches that are new and decided.</summary>
    public IEnumerable<EqlMatch> Settle(DateTimeOffset asOf)
    {
        var since = ((WatchesSince ?? DateTimeOffset.UnixEpoch) - DateTimeOffset.UnixEpoch).Ticks;
        lock (_lock)
        {
            var settled = _matcher.Settle(asOf);
            _budget.Hold(this, _matcher.KeptBytes);
            return settled.Where(m => m.Events.Any(e => e is not null && e.Arrival >= since && IsSought(e)));
        }
    }

    private bool IsSought(EqlHit hit) =>
        SeeksLateSince is not { } since
        || _late.Contains(new(hit.Index, hit.Id))
        || (_late.Count == MaxLate && hit.Arrival >= (since - DateTimeOffset.UnixEpoch).Ticks);

    /// <summary>All events of the pattern that arrived in the range were added.</summary>
    public void HasRead(string pattern, TimeRange range)
    {
        if (!_read.TryGetValue(pattern, out var ranges))
        {
            _read.Add(pattern, ranges = new());
        }

        ranges.Add(range);
        ranges.ForgetBefore(range.To - _retention);
    }

    /// <summary>Events of the pattern are lacking, so that all of it has to be read once more.</summary>
    public void HasNotRead(string pattern) => _read.Remove(pattern);

    /// <summary>What of the pattern was not read yet in the range.</summary>
    public IEnumerable<TimeRange> Missing(string pattern, TimeRange range) =>
        _read.TryGetValue(pattern, out var ranges) ? ranges.HolesIn(range) : [range];

    /// <summary>Since when the pattern was read without a gap, up to the moment; null where it was not.</summary>
    public DateTimeOffset? KnownSince(string pattern, DateTimeOffset until) =>
        _read.TryGetValue(pattern, out var ranges)
        && ranges.Ranges.LastOrDefault(r => r.From < until && r.To >= until) is { IsEmpty: false } last
            ? last.From
            : null;

    /// <summary>
    /// Keeps nothing any more, since it is done or begins anew: a match was reported and could not be kept, so that all of them have to be
    /// found again.
    /// </summary>
    public void Reset()
    {
        lock (_lock)
        {
            _matcher = _create();
            _told = default;
            _budget.Hold(this, 0);
        }

        _late.Clear();
        _read.Clear();
        WatchesSince = null;
    }

    private void LetOldestGo()
    {
        lock (_lock)
        {
            _matcher.Trim();
            _budget.Hold(this, _matcher.KeptBytes);
        }
    }
}
