using System.Linq;

namespace Detections.Eql.Shapes;

/// <summary>
/// Decides whether the events that must be missing from a sequence are. Each missing stage has a window: between its neighbours, or
/// back from the last event or forward from the first as far as <c>maxspan</c> reaches. It follows Elasticsearch's
/// <c>TumblingWindow</c>: where both ends are missing events, it suffices that one of them is.
/// </summary>
internal sealed class MissingEvents(SequenceShape shape)
{
    private const long PerMillisecond = 1_000_000;

    private readonly Dictionary<(int Step, JoinKey Key), TimeLine> _times = [];
    private readonly HashSet<int> _steps =
    [
        .. shape.Stages.Where(stage => stage.IsMissing).Select(stage => stage.Step),
    ];

    private int _taken;

    /// <summary>Keeps when the event was seen, if it is one that must be missing.</summary>
    public void Take(EqlHit hit)
    {
        foreach (var (step, keys) in hit.Steps)
        {
            foreach (var key in _steps.Contains(step) ? keys : [])
            {
                if (!_times.TryGetValue((step, key), out var times))
                {
                    _times.Add((step, key), times = new TimeLine());
                }

                times.Add(hit.Nanoseconds);
                _taken++;
            }
        }
    }

    /// <summary>Forgets what no window can reach any more: at once, or when it is worth going through all keys.</summary>
    public void Forget(long before, bool atOnce)
    {
        if (!atOnce && _taken < _times.Count)
        {
            return;
        }

        _taken = 0;
        foreach (var (place, times) in _times)
        {
            times.Forget(before);
            if (times.IsEmpty)
            {
                _times.Remove(place);
            }
        }

        Slack.Return(_times);
    }

    public bool AreMissing(Candidate candidate)
    {
        long? lead = null;
        long? trail = null;
        var (first, last) = (candidate.First.Nanoseconds, candidate.Last.Nanoseconds);
        var positive = 0;
        foreach (var stage in shape.Stages)
        {
            if (!stage.IsMissing)
            {
                positive++;
            }
            else if (positive == 0)
            {
                lead = Latest(lead, Before(stage.Step, candidate.Key, first));
            }
            else if (positive == candidate.Events.Length)
            {
                trail = Earliest(trail, After(stage.Step, candidate.Key, last));
            }
            else if (
                IsBetween(
                    stage.Step,
                    candidate.Key,
                    candidate.Events[positive - 1].Nanoseconds,
                    candidate.Events[positive].Nanoseconds
                )
            )
            {
                return false;
            }
        }

        return (lead, trail) switch
        {
            (null, null) => true,
            (null, _) when shape.Stages[0].IsMissing => true,
            (_, null) when shape.Stages[^1].IsMissing => true,
            ({ } lastBefore, { } firstAfter) => IsBeyond(lastBefore, firstAfter),
            ({ } lastBefore, null) => IsBeyond(lastBefore, last),
            (null, { } firstAfter) => IsBeyond(first, firstAfter),
        };
    }

    private bool IsBeyond(long from, long to) => (Int128)to - from > shape.MaxSpan;

    private static long? Latest(long? left, long? right) => left > right || right is null ? left : right;

    private static long? Earliest(long? left, long? right) => left < right || right is null ? left : right;

    private long? Before(int step, JoinKey key, long time) =>
        _times.TryGetValue((step, key), out var times) ? times.Before(time) : null;

    private long? After(int step, JoinKey key, long time) =>
        _times.TryGetValue((step, key), out var times) ? times.After(time) : null;

    /// <summary>Strictly between the neighbours, all times counted in whole milliseconds.</summary>
    private bool IsBetween(int step, JoinKey key, long from, long to) =>
        After(step, key, LastOfMillisecond(from)) < FirstOfMillisecond(to);

    private static long FirstOfMillisecond(long time) =>
        time < long.MinValue + PerMillisecond
            ? time
            : time - (((time % PerMillisecond) + PerMillisecond) % PerMillisecond);

    private static long LastOfMillisecond(long time) =>
        time > long.MaxValue - PerMillisecond ? time : FirstOfMillisecond(time) + PerMillisecond - 1;
}
