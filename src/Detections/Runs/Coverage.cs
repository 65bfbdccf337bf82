namespace Detections.Runs;

/// <summary>What of one rule over one index pattern is proven searched.</summary>
internal sealed class Coverage(DateTimeOffset watchedSince)
{
    /// <summary>The time before is not a hole: nobody promised to watch it.</summary>
    public DateTimeOffset WatchedSince { get; private set; } = watchedSince;

    public IntervalSet Searched { get; } = new();

    public IEnumerable<TimeRange> HolesIn(TimeRange bounds) =>
        Searched.HolesIn(bounds with { From = bounds.From > WatchedSince ? bounds.From : WatchedSince });

    public void WatchFrom(DateTimeOffset since) => WatchedSince = since < WatchedSince ? since : WatchedSince;

    public void Merge(Coverage other)
    {
        WatchFrom(other.WatchedSince);
        Searched.Merge(other.Searched);
    }

    public void ForgetBefore(DateTimeOffset time)
    {
        WatchedSince = time > WatchedSince ? time : WatchedSince;
        Searched.ForgetBefore(time);
    }
}
