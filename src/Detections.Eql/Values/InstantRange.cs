namespace Detections.Eql.Values;

/// <summary>The instants that a date in a query stands for, in nanoseconds since 1970.</summary>
/// <param name="From">The first of them.</param>
/// <param name="To">The last of them.</param>
internal readonly record struct InstantRange(long From, long To)
{
    /// <summary>The seconds that a date without a time leaves open, also one without a month or day.</summary>
    public const int Day = 86_400;

    private static readonly Int128 NanosecondsPerSecond = 1_000_000_000;

    /// <summary>What is not written down to the fraction stands for the whole of the day, hour, minute or second.</summary>
    /// <param name="seconds">The start in seconds since 1970.</param>
    /// <param name="nanoseconds">The fraction of the start.</param>
    /// <param name="length">How many seconds are left open; 0 if none is.</param>
    public static InstantRange Of(long seconds, long nanoseconds, int length)
    {
        var from = (seconds * NanosecondsPerSecond) + nanoseconds;
        var to = length == 0 ? from : from + (length * NanosecondsPerSecond) - 1;
        return new InstantRange(Instant.Saturate(from), Instant.Saturate(to));
    }

    /// <summary>The same as a field that keeps milliseconds only has it: finer digits are cut off.</summary>
    public InstantRange ToMilliseconds() => new(Instant.FloorToMilliseconds(From), Instant.FloorToMilliseconds(To));

    /// <summary>
    /// Less than, equal to or greater than 0 for an instant before, in or after the range, so that <c>==</c> asks whether it is in
    /// it, <c>&gt;</c> and <c>&lt;=</c> go by its end, <c>&lt;</c> and <c>&gt;=</c> by its start.
    /// </summary>
    public int Compare(long nanoseconds) =>
        nanoseconds < From ? -1
        : nanoseconds > To ? 1
        : 0;
}
