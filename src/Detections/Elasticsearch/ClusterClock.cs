namespace Detections.Elasticsearch;

/// <summary>
/// The cluster's time: what it was when it was last asked, and as much more as has passed since by a clock that nobody sets. Before it was
/// asked, this machine's.
/// </summary>
internal sealed class ClusterClock(TimeProvider local) : TimeProvider
{
    private sealed record Observation(DateTimeOffset Time, long Timestamp);

    private volatile Observation? _last;

    public override DateTimeOffset GetUtcNow() =>
        _last is { } last ? last.Time + local.GetElapsedTime(last.Timestamp) : local.GetUtcNow();

    public override long GetTimestamp() => local.GetTimestamp();

    public override long TimestampFrequency => local.TimestampFrequency;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        local.CreateTimer(callback, state, dueTime, period);

    /// <summary>Clusters tell whole seconds, so this clock is a little behind: events are read late, never skipped.</summary>
    public void Observe(DateTimeOffset clusterTime) => _last = new(clusterTime, local.GetTimestamp());
}
