namespace Detections.Runs;

/// <summary>What of one rule over one index pattern is proven searched.</summary>
internal sealed class Coverage(DateTimeOffset watchedSince)
{
    /// <summary>The time before is not a hole: nobody promised to watch it.</summary>
    public DateTimeOffset WatchedSince { get; private set; } = watchedSince;

    public IntervalSet Searched { get; } = new();

    /// <summary>The time before is closed: searched, or given up with a warning.</summary>
    public DateTimeOffset ClosedBefore { get; private set; }

    public IEnumerable<TimeRange> HolesIn(TimeRange bounds)
    {
        var open = WatchedSince > ClosedBefore ? WatchedSince : ClosedBefore;
        return Searched.HolesIn(bounds with { From = bounds.From > open ? bounds.From : open });
    }

    public void WatchFrom(DateTimeOffset since) => WatchedSince = since < WatchedSince ? since : WatchedSince;

    public void Merge(Coverage other)
    {
        WatchFrom(other.WatchedSince);
        Close(other.ClosedBefore);
        Searched.Merge(other.Searched);
    }

    /// <summary>Nothing that is still to come was searched or given up.</summary>
    public void ForgetAfter(DateTimeOffset time, TimeSpan tolerance)
    {
        Searched.ForgetAfter(time, tolerance);
        ClosedBefore = ClosedBefore > time ? DateTimeOffset.MinValue : ClosedBefore;
    }

    public void Close(DateTimeOffset before)
    {
        ClosedBefore = before > ClosedBefore ? before : ClosedBefore;
        Searched.ForgetBefore(ClosedBefore);
    }
}
