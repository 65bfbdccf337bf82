using System.Linq;

namespace Detections.Eql.Shapes;

/// <summary>The hits that wait for their time and those that were taken and may be needed again, each document once.</summary>
internal sealed class HitStore
{
    private readonly HashSet<(string Index, string Id)> _documents = [];
    private readonly List<EqlHit> _taken = [];
    private List<EqlHit> _waiting = [];
    private long _horizon = long.MinValue;
    private long _kept = long.MinValue;

    /// <summary>The hits that were taken, in order.</summary>
    public IReadOnlyList<EqlHit> Taken => _taken;

    public int Count => _documents.Count;

    /// <summary>About the bytes that the hits take.</summary>
    public long Size { get; private set; }

    public long Late { get; private set; }

    public long Dropped { get; private set; }

    /// <summary>No hit up to this time is left; the least of all numbers if none with a time was dropped.</summary>
    public long DroppedUntil { get; private set; } = long.MinValue;

    /// <summary>How many hits were older than what is kept.</summary>
    public long TooOld { get; private set; }

    public bool Contains(string index, string id) => _documents.Contains((index, id));

    /// <param name="hit">A hit of a document that is not contained.</param>
    /// <param name="isReadAgain">Whether it was passed over before, so that it is not late if it comes only now.</param>
    /// <returns>Whether it is kept.</returns>
    public bool Add(EqlHit hit, bool isReadAgain)
    {
        if (hit.HasTime && hit.Nanoseconds < _kept)
        {
            // It may be one that is known: told once more it would make the same matches once more
            TooOld += isReadAgain ? 0 : 1;
            return false;
        }

        Late += IsLate(hit) && !isReadAgain ? 1 : 0;
        if (hit.HasTime && hit.Nanoseconds <= DroppedUntil)
        {
            // Among those dropped there may be one that makes it no match
            Dropped++;
            return false;
        }

        _documents.Add((hit.Index, hit.Id));
        _waiting.Add(hit);
        Size += hit.Size;
        return true;
    }

    /// <summary>The hits before a horizon that were not taken yet: those in order, and the late ones. Without a time they wait for the end.</summary>
    public (List<EqlHit> InOrder, List<EqlHit> Late) Take(long horizon, bool isFinished)
    {
        var inOrder = new List<EqlHit>();
        var late = new List<EqlHit>();
        var waiting = new List<EqlHit>();
        foreach (var hit in _waiting)
        {
            var place =
                IsLate(hit) ? late
                : isFinished || (hit.HasTime && hit.Nanoseconds < horizon) ? inOrder
                : waiting;
            place.Add(hit);
        }

        _waiting = waiting;
        _horizon = Math.Max(_horizon, horizon);
        inOrder.Sort(EqlHit.Order);
        if (late.Count > 0)
        {
            _taken.AddRange(late);
            _taken.Sort(EqlHit.Order);
        }

        return (inOrder, late);
    }

    /// <summary>Keeps what was taken in order.</summary>
    public void Keep(List<EqlHit> inOrder)
    {
        var isSorted = _taken.Count == 0 || inOrder.Count == 0 || _taken[^1].CompareTo(inOrder[0]) < 0;
        _taken.AddRange(inOrder);
        if (!isSorted)
        {
            _taken.Sort(EqlHit.Order);
        }
    }

    /// <summary>Forgets what was taken from before a time, a quarter at least, so that it is not done for every hit.</summary>
    /// <returns>Whether it was done.</returns>
    public bool Forget(long before)
    {
        _kept = Math.Max(_kept, before);
        var (from, to) = (0, _taken.Count);
        while (from < to)
        {
            var middle = (from + to) / 2;
            (from, to) = _taken[middle].Nanoseconds < before ? (middle + 1, to) : (from, middle);
        }

        if (from < Math.Max(1, _taken.Count / 4))
        {
            return false;
        }

        Remove(_taken, hit => hit.Nanoseconds < before);
        return true;
    }

    /// <summary>A tenth at once, so that it is not done for every hit, and whole moments, so that there is one time up to which all are gone.</summary>
    public void DropOldest()
    {
        if (Count == 0)
        {
            return;
        }

        long[] times = [.. _taken.Concat(_waiting).Select(hit => hit.Nanoseconds)];
        Array.Sort(times);
        DroppedUntil = times[Math.Max(1, times.Length / 10) - 1];
        Dropped += Remove(_taken, hit => hit.Nanoseconds <= DroppedUntil);
        Dropped += Remove(_waiting, hit => hit.Nanoseconds <= DroppedUntil);
    }

    private bool IsLate(EqlHit hit) => hit.HasTime && hit.Nanoseconds < _horizon;

    private int Remove(List<EqlHit> hits, Predicate<EqlHit> isOver)
    {
        var removed = hits.RemoveAll(hit =>
        {
            var isRemoved = isOver(hit) && _documents.Remove((hit.Index, hit.Id));
            Size -= isRemoved ? hit.Size : 0;
            return isRemoved;
        });
        Slack.Return(hits);
        Slack.Return(_documents);
        return removed;
    }
}
