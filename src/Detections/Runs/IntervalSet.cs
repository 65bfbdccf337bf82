namespace Detections.Runs;

/// <summary>A set of instants kept as sorted ranges that neither overlap nor touch.</summary>
internal sealed class IntervalSet
{
    private readonly List<TimeRange> _ranges = [];

    public IReadOnlyList<TimeRange> Ranges => _ranges;

    public void Add(TimeRange range)
    {
        if (range.IsEmpty)
        {
            return;
        }

        var first = _ranges.FindIndex(r => r.To >= range.From);
        if (first < 0)
        {
            _ranges.Add(range);
            return;
        }

        var last = first;
        while (last < _ranges.Count && _ranges[last].From <= range.To)
        {
            var touched = _ranges[last++];
            range = new(
                touched.From < range.From ? touched.From : range.From,
                touched.To > range.To ? touched.To : range.To
            );
        }

        _ranges.RemoveRange(first, last - first);
        _ranges.Insert(first, range);
    }

    public void Merge(IntervalSet other)
    {
        foreach (var range in other._ranges)
        {
            Add(range);
        }
    }

    /// <summary>What of the bounds is not in the set, oldest first.</summary>
    public IEnumerable<TimeRange> HolesIn(TimeRange bounds)
    {
        var from = bounds.From;
        foreach (var range in _ranges)
        {
            if (range.From >= bounds.To)
            {
                break;
            }

            if (range.From > from)
            {
                yield return new(from, range.From);
            }

            from = range.To > from ? range.To : from;
        }

        if (from < bounds.To)
        {
            yield return new(from, bounds.To);
        }
    }

    /// <summary>Ranges that end later than the tolerance go as a whole: nothing tells which part of them is true.</summary>
    public void ForgetAfter(DateTimeOffset time, TimeSpan tolerance)
    {
        _ranges.RemoveAll(r => r.From >= time || r.To > time + tolerance);
        if (_ranges.Count > 0 && _ranges[^1].To > time)
        {
            _ranges[^1] = _ranges[^1] with { To = time };
        }
    }

    public void ForgetBefore(DateTimeOffset time)
    {
        _ranges.RemoveAll(r => r.To <= time);
        if (_ranges.Count > 0 && _ranges[0].From < time)
        {
            _ranges[0] = _ranges[0] with { From = time };
        }
    }
}
