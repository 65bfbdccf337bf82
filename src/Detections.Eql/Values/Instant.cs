using System.Buffers.Text;

namespace Detections.Eql.Values;

/// <summary>
/// Points in time as nanoseconds since 1970, from 1677 to 2262; what lies outside counts as the nearest of them. Dates are written as
/// in ISO 8601, to the year or finer, or as milliseconds since 1970.
/// </summary>
internal static class Instant
{
    private const long PerMillisecond = 1_000_000;
    private const int LongestDate = 64;

    /// <summary>Reads the value of a date field, which keeps milliseconds, or of one that keeps nanoseconds.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, bool isNanoseconds, out long nanoseconds)
    {
        if (!TryParse(text, out nanoseconds, out _))
        {
            return false;
        }

        if (!isNanoseconds && nanoseconds is not (long.MinValue or long.MaxValue))
        {
            nanoseconds -= ((nanoseconds % PerMillisecond) + PerMillisecond) % PerMillisecond;
        }

        return true;
    }

    public static long OfMilliseconds(long milliseconds) => Saturate((Int128)milliseconds * PerMillisecond);

    /// <summary>The first and the last instant that a date means: the finer parts that it leaves out are all that they can be.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long first, out long last)
    {
        (first, last) = (0, 0);
        if (text.IsEmpty || text.Length > LongestDate)
        {
            return false;
        }

        if (
            text.Length != 4
            && Utf8Parser.TryParse(text, out long milliseconds, out var consumed)
            && consumed == text.Length
        )
        {
            first = last = OfMilliseconds(milliseconds);
            return true;
        }

        var date = new DateParser(text);
        if (!date.TryParse(out var from, out var to))
        {
            return false;
        }

        (first, last) = (Saturate(from), Saturate(to));
        return true;
    }

    private static long Saturate(Int128 nanoseconds) =>
        nanoseconds < long.MinValue ? long.MinValue
        : nanoseconds > long.MaxValue ? long.MaxValue
        : (long)nanoseconds;
}
