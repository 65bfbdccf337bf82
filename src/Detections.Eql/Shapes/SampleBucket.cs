namespace Detections.Eql.Shapes;

/// <summary>The hits of one join key, by filter, and the samples made of them.</summary>
internal sealed class SampleBucket
{
    private readonly List<EqlHit>[] _hits;
    private readonly HashSet<EqlHit[]> _samples = new(SameEvents.Instance);
    private List<EqlHit[]> _found = [];
    private long _forgotten = long.MinValue;

    public SampleBucket(int filters)
    {
        _hits = new List<EqlHit>[filters];
        for (var filter = 0; filter < filters; filter++)
        {
            _hits[filter] = [];
        }
    }

    public bool IsEmpty => Array.TrueForAll(_hits, hits => hits.Count == 0);

    public void Add(int filter, EqlHit hit)
    {
        var hits = _hits[filter];
        if (hits.Count == 0 || hits[^1].CompareTo(hit) < 0)
        {
            hits.Add(hit);
        }
        else if (hits.BinarySearch(hit, EqlHit.Order) is < 0 and var place)
        {
            hits.Insert(~place, hit);
        }
    }

    /// <summary>Finds samples, depth first and the last filter fastest, until there are as many as wanted.</summary>
    public void Enumerate(int wanted)
    {
        if (_samples.Count < wanted && CanComplete(new EqlHit[_hits.Length], filter: 0))
        {
            Choose(new EqlHit[_hits.Length], filter: 0, wanted);
        }
    }

    public List<EqlHit[]> TakeFound()
    {
        var found = _found;
        _found = [];
        return found;
    }

    public void Forget(long before)
    {
        if (before <= _forgotten)
        {
            return;
        }

        _forgotten = before;
        foreach (var hits in _hits)
        {
            hits.RemoveAll(hit => hit.Nanoseconds < before);
        }

        _samples.RemoveWhere(sample => Array.TrueForAll(sample, hit => hit.Nanoseconds < before));
    }

    private void Choose(EqlHit[] chosen, int filter, int wanted)
    {
        if (filter == chosen.Length)
        {
            var sample = (EqlHit[])chosen.Clone();
            if (_samples.Add(sample))
            {
                _found.Add(sample);
            }

            return;
        }

        foreach (var hit in _hits[filter])
        {
            if (_samples.Count >= wanted)
            {
                return;
            }

            if (Array.IndexOf(chosen, hit, 0, filter) < 0)
            {
                chosen[filter] = hit;
                if (CanComplete(chosen, filter + 1))
                {
                    Choose(chosen, filter + 1, wanted);
                }
            }
        }
    }

    /// <summary>
    /// Whether events are left for the other filters, so that the search has no dead ends. Of each filter the first few suffice: as many
    /// as there are filters cannot all be taken by others.
    /// </summary>
    private bool CanComplete(EqlHit[] chosen, int filter)
    {
        if (filter == chosen.Length)
        {
            return true;
        }

        var hits = _hits[filter];
        for (var index = 0; index < hits.Count && index < chosen.Length; index++)
        {
            if (Array.IndexOf(chosen, hits[index], 0, filter) < 0)
            {
                chosen[filter] = hits[index];
                if (CanComplete(chosen, filter + 1))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private sealed class SameEvents : IEqualityComparer<EqlHit[]>
    {
        public static readonly SameEvents Instance = new();

        public bool Equals(EqlHit[]? left, EqlHit[]? right) => left.AsSpan().SequenceEqual(right);

        public int GetHashCode(EqlHit[] events)
        {
            var hash = new HashCode();
            foreach (var hit in events)
            {
                hash.Add(hit);
            }

            return hash.ToHashCode();
        }
    }
}
