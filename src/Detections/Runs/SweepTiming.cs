using Detections.Alerts;
using Detections.Eql;
using Detections.Matching;

namespace Detections.Runs;

/// <summary>Whether an event is for a rule to judge in a sweep, by its times, and whether it came late.</summary>
internal sealed class SweepTiming(EventMatcher matcher)
{
    /// <summary>When the event happened that came too late for the regular runs of the rule; null where it did not.</summary>
    public DateTimeOffset? LateOf(RuleRun run, EqlEvent values) =>
        matcher.HappenedAt(run.Position, values) is { } happened
        && matcher.FoundBy(values) is { } found
        && found >= run.WatchedSince
        && run.Late!.IsLate(happened, matcher.ArrivalOf(run.Position, values) ?? found, found)
            ? happened
            : null;

    /// <summary>More may have been read than the rule asks for: for another group, or by the arrival field of another rule.</summary>
    public bool IsInRange(Sweep sweep, RuleRun run, EqlEvent values, out Lateness lateness)
    {
        lateness = LatenessOf(sweep);
        if (!matcher.HasArrival(run.Position, values))
        {
            return false;
        }

        var arrived =
            sweep.By is not { } by ? matcher.ArrivalOf(run.Position, values)
            : by == ArrivalField.Any ? matcher.FoundBy(values)
            : matcher.HappenedAt(run.Position, values);
        if (arrived is not { } arrival || (sweep.Range.Contains(arrival) && !IsBefore(sweep, run, arrival)))
        {
            return true;
        }

        lateness = Lateness.Grace;
        return run.Rule.IsEventRule
            && sweep.Unstamped.Contains(arrival)
            && arrival >= run.WatchedSince
            && !matcher.IsStamped(values);
    }

    /// <summary>What is read once more for what came late may be older than the rule.</summary>
    private static bool IsBefore(Sweep sweep, RuleRun run, DateTimeOffset arrival) =>
        sweep.Purpose == SweepPurpose.Late && arrival < run.WatchedSince;

    public static Lateness LatenessOf(Sweep sweep) =>
        sweep.Purpose switch
        {
            SweepPurpose.CatchUp => Lateness.CatchUp,
            SweepPurpose.Late or SweepPurpose.LateSequences => Lateness.LateSweep,
            _ => Lateness.None,
        };
}
