namespace Detections.Elasticsearch;

/// <summary>The cluster's time: the local clock plus the offset that the cluster's own time showed when it was last asked.</summary>
internal sealed class ClusterClock(TimeProvider local) : TimeProvider
{
    private long _offsetTicks;

    public override DateTimeOffset GetUtcNow() =>
        local.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _offsetTicks));

    public override long GetTimestamp() => local.GetTimestamp();

    public override long TimestampFrequency => local.TimestampFrequency;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        local.CreateTimer(callback, state, dueTime, period);

    /// <summary>Clusters tell whole seconds, so this clock is a little behind: events are read late, never skipped.</summary>
    public void Observe(DateTimeOffset clusterTime) =>
        Interlocked.Exchange(ref _offsetTicks, (clusterTime - local.GetUtcNow()).Ticks);
}
