namespace Detections.Tests.Scheduling;

/// <summary>The clock of a machine that somebody sets: what it shows jumps, and time passes all the same.</summary>
internal sealed class SteppedClock(DateTimeOffset start) : TimeProvider
{
    private readonly long _started = System.GetTimestamp();
    private TimeSpan _passed;
    private TimeSpan _stepped;

    public void Step(TimeSpan by) => _stepped += by;

    public void Pass(TimeSpan time) => _passed += time;

    public override DateTimeOffset GetUtcNow() => start + Elapsed + _stepped;

    public override long GetTimestamp() => Elapsed.Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    private TimeSpan Elapsed => System.GetElapsedTime(_started) + _passed;
}
