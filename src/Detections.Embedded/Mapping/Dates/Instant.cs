using System.Runtime.InteropServices;

namespace Detections.Embedded.Mapping.Dates;

/// <summary>A point in time, to the nanosecond.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Instant(long Seconds, int Nanos)
{
    public const long LowestSeconds = -62_135_596_800;
    public const long HighestSeconds = 253_402_300_799;

    private const long NanosPerSecond = 1_000_000_000;

    public long Millis => checked((Seconds * 1000) + (Nanos / 1_000_000));

    public long TotalNanos => checked((Seconds * NanosPerSecond) + Nanos);

    public DateTimeOffset ToDateTimeOffset() => DateTimeOffset.FromUnixTimeSeconds(Seconds).AddTicks(Nanos / 100);

    public static Instant FromMillis(long millis)
    {
        var seconds = Math.DivRem(millis, 1000, out var rest);
        return rest < 0
            ? new Instant(seconds - 1, (int)(rest + 1000) * 1_000_000)
            : new Instant(seconds, (int)rest * 1_000_000);
    }

    public static Instant FromNanos(long nanos)
    {
        var seconds = Math.DivRem(nanos, NanosPerSecond, out var rest);
        return rest < 0 ? new Instant(seconds - 1, (int)(rest + NanosPerSecond)) : new Instant(seconds, (int)rest);
    }

    public static Instant From(DateTimeOffset time) =>
        new(time.ToUnixTimeSeconds(), (int)(time.UtcTicks % TimeSpan.TicksPerSecond) * 100);
}
