namespace Detections.Elasticsearch;

/// <summary>The cluster's time: the local clock plus the offset seen in the `Date` header of its answers.</summary>
internal sealed class ClusterClock(TimeProvider local) : TimeProvider
{
    private long _offsetTicks;

    public TimeSpan Offset => TimeSpan.FromTicks(Interlocked.Read(ref _offsetTicks));

    public override DateTimeOffset GetUtcNow() => local.GetUtcNow() + Offset;

    public override long GetTimestamp() => local.GetTimestamp();

    public override long TimestampFrequency => local.TimestampFrequency;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        local.CreateTimer(callback, state, dueTime, period);

    /// <summary>The header has whole seconds and may be a cached one, so this clock is a little behind: events are read late, never skipped.</summary>
    public void Observe(DateTimeOffset date) =>
        Interlocked.Exchange(ref _offsetTicks, (date - local.GetUtcNow()).Ticks);
}
