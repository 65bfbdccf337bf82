namespace Detections.Eql.Shapes;

/// <summary>The hits that wait for their time and those that were taken and may be needed again, each document once.</summary>
internal sealed class HitStore(int maxHits)
{
    private readonly HashSet<(string Index, string Id)> _documents = [];
    private readonly List<EqlHit> _late = [];
    private List<EqlHit> _waiting = [];
    private readonly List<EqlHit> _taken = [];
    private long _horizon = long.MinValue;
    private long _kept = long.MinValue;

    /// <summary>The hits that were taken, in order.</summary>
    public IReadOnlyList<EqlHit> Taken => _taken;

    public long Late { get; private set; }

    public long Dropped { get; private set; }

    public long DroppedUntil { get; private set; } = long.MinValue;

    /// <summary>How many hits were older than what is kept.</summary>
    public long TooOld { get; private set; }

    public bool Contains(string index, string id) => _documents.Contains((index, id));

    public void Add(EqlHit hit)
    {
        if (hit.HasTime && hit.Nanoseconds < _kept)
        {
            // It may be one that is known: told once more it would make the same matches once more
            TooOld++;
            return;
        }

        _documents.Add((hit.Index, hit.Id));
        if (hit.HasTime && hit.Nanoseconds < _horizon)
        {
            _late.Add(hit);
            Late++;
        }
        else
        {
            _waiting.Add(hit);
        }

        if (_documents.Count > maxHits)
        {
            DropOldest();
        }
    }

    /// <summary>The hits before a horizon that were not taken yet: those in order, and the late ones.</summary>
    public (List<EqlHit> InOrder, List<EqlHit> Late) Take(long horizon, bool isFinished)
    {
        var inOrder = new List<EqlHit>();
        var waiting = new List<EqlHit>();
        foreach (var hit in _waiting)
        {
            (isFinished || hit.Nanoseconds < horizon ? inOrder : waiting).Add(hit);
        }

        _waiting = waiting;
        _horizon = Math.Max(_horizon, horizon);
        inOrder.Sort(EqlHit.Order);
        List<EqlHit> late = [.. _late];
        _late.Clear();
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

    public void Forget(long before)
    {
        _kept = Math.Max(_kept, before);
        var count = _taken.FindIndex(hit => hit.Nanoseconds >= before);
        Remove(_taken, count < 0 ? _taken.Count : count);
    }

    /// <summary>A tenth at once, so that it is not done for every hit.</summary>
    private void DropOldest()
    {
        var excess = Math.Max(1, maxHits / 10);
        var fromTaken = Math.Min(excess, _taken.Count);
        var fromWaiting = Math.Min(excess - fromTaken, _waiting.Count);
        _waiting.Sort(EqlHit.Order);
        Count(_taken, fromTaken);
        Count(_waiting, fromWaiting);
        Remove(_taken, fromTaken);
        Remove(_waiting, fromWaiting);
    }

    private void Count(List<EqlHit> hits, int count)
    {
        Dropped += count;
        if (count > 0)
        {
            DroppedUntil = Math.Max(DroppedUntil, hits[count - 1].Nanoseconds);
        }
    }

    private void Remove(List<EqlHit> hits, int count)
    {
        for (var index = 0; index < count; index++)
        {
            _documents.Remove((hits[index].Index, hits[index].Id));
        }

        hits.RemoveRange(0, count);
    }
}
