using Detections.Alerts;
using Detections.Eql;
using Detections.Matching;
using Detections.Rules;
using Detections.Settings;

namespace Detections.Runs;

/// <summary>Gives what a rule found the identity of its alert.</summary>
internal sealed class MatchFactory(AlertSettings settings)
{
    public Match OfEvent(Rule rule, EventReference found, EventTimes times, TimeRange range) =>
        new(
            rule,
            AlertId.ForEvent(found.Index, found.Id, settings.Space, rule.Uuid),
            AlertIndex.Name(settings.Namespace, Month(times, range)),
            [found],
            times.Happened
        );

    public Match OfSequence(Rule rule, EqlMatch found, TimeRange range)
    {
        var events = found
            .Events.Select(e => e is null ? EventReference.Missing : new EventReference(e.Index, e.Id))
            .ToList();
        var (first, last) = (found.Events.First(e => e is not null)!, found.Events.Last(e => e is not null)!);
        var times = new EventTimes(first.Time, DateTimeOffset.UnixEpoch.AddTicks(first.Arrival));
        return new(
            rule,
            AlertId.ForShell([.. events.Select(e => (e.Index, e.Id))], rule.Uuid),
            AlertIndex.Name(settings.Namespace, Month(times, range)),
            events,
            last.Time
        );
    }

    /// <summary>
    /// When the event arrived. Where its time is nowhere near the sweep that found it, the event may be lying, and must not make an
    /// index for every month it can think of: all such share one.
    /// </summary>
    private static DateTimeOffset Month(EventTimes times, TimeRange range)
    {
        if ((times.Arrived - times.Happened).Duration() > AlertIndex.Plausible)
        {
            // Which of them a sweep believes must not depend on when it is.
            return DateTimeOffset.UnixEpoch;
        }

        var plausible = new TimeRange(range.From - AlertIndex.Plausible, range.To + AlertIndex.Plausible);
        return plausible.Contains(times.Arrived) ? times.Arrived
            : plausible.Contains(times.Happened) ? times.Happened
            : DateTimeOffset.UnixEpoch;
    }
}
