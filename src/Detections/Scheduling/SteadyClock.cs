namespace Detections.Scheduling;

/// <summary>
/// This machine's clock, but never going back: when it is set back, this one goes on from where it was, so that no schedule waits for a
/// time to come again.
/// </summary>
internal sealed class SteadyClock(TimeProvider machine) : TimeProvider
{
    private readonly Lock _lock = new();
    private DateTimeOffset _latest = machine.GetUtcNow();
    private long _timestamp = machine.GetTimestamp();

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            var timestamp = machine.GetTimestamp();
            var steady = _latest + machine.GetElapsedTime(_timestamp, timestamp);
            var shown = machine.GetUtcNow();
            (_latest, _timestamp) = (shown > steady ? shown : steady, timestamp);
            return _latest;
        }
    }

    public override long GetTimestamp() => machine.GetTimestamp();

    public override long TimestampFrequency => machine.TimestampFrequency;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        machine.CreateTimer(callback, state, dueTime, period);
}
