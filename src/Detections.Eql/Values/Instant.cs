using System.Buffers;
using System.Buffers.Text;
using System.Globalization;

namespace Detections.Eql.Values;

/// <summary>Instants in nanoseconds since 1970. What lies beyond the years 1677 to 2262 is the nearest that does not.</summary>
internal static class Instant
{
    private const long NanosecondsPerMillisecond = 1_000_000;
    private const long NanosecondsPerSecond = 1_000_000_000;

    private static readonly SearchValues<byte> NumberUnits = SearchValues.Create("-.0123456789"u8);

    public static long Saturate(Int128 nanoseconds) => (long)Int128.Clamp(nanoseconds, long.MinValue, long.MaxValue);

    public static long OfMilliseconds(Number milliseconds) =>
        milliseconds.IsInteger
            ? Saturate((Int128)milliseconds.Integer * NanosecondsPerMillisecond)
            : (long)(milliseconds.Decimal * NanosecondsPerMillisecond);

    /// <summary>
    /// Reads a text in Elasticsearch's default formats <c>strict_date_optional_time||epoch_millis</c>; four digits are a year.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out InstantRange range)
    {
        if (IsoTime.TryParse(text, out range))
        {
            return true;
        }

        if (text.ContainsAnyExcept(NumberUnits) || !TryMilliseconds(text, out var nanoseconds))
        {
            return false;
        }

        range = new InstantRange(nanoseconds, nanoseconds);
        return true;
    }

    /// <summary>
    /// The value of a date field in a document. A number is milliseconds since 1970, also for a <c>date_nanos</c> field; a field of
    /// type <c>date</c> keeps whole milliseconds.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> text, bool isNumber, bool keepsNanoseconds, out long nanoseconds)
    {
        nanoseconds = 0;
        if (isNumber)
        {
            if (!TryMilliseconds(text, out nanoseconds))
            {
                return false;
            }
        }
        else if (TryParse(text, out var range))
        {
            nanoseconds = range.From;
        }
        else
        {
            return false;
        }

        nanoseconds = keepsNanoseconds ? nanoseconds : FloorToMilliseconds(nanoseconds);
        return true;
    }

    public static long FloorToMilliseconds(long nanoseconds)
    {
        var remainder = nanoseconds % NanosecondsPerMillisecond;
        var start = remainder < 0 ? remainder + NanosecondsPerMillisecond : remainder;
        return nanoseconds < long.MinValue + NanosecondsPerMillisecond ? nanoseconds : nanoseconds - start;
    }

    /// <summary>
    /// As Java prints a date and time, which is what Elasticsearch's scripts make of a date: seconds only if there are any, a
    /// fraction of three, six or nine digits only if it is not zero.
    /// </summary>
    public static string ToText(long nanoseconds)
    {
        var seconds = Math.DivRem(nanoseconds, NanosecondsPerSecond, out var fraction);
        if (fraction < 0)
        {
            (seconds, fraction) = (seconds - 1, fraction + NanosecondsPerSecond);
        }

        var time = DateTimeOffset.FromUnixTimeSeconds(seconds);
        var text = time.ToString(
            time.Second == 0 && fraction == 0 ? "yyyy-MM-dd'T'HH:mm" : "yyyy-MM-dd'T'HH:mm:ss",
            CultureInfo.InvariantCulture
        );
        return fraction switch
        {
            0 => $"{text}Z",
            _ when fraction % 1_000_000 == 0 => Invariant($"{text}.{fraction / 1_000_000:D3}Z"),
            _ when fraction % 1_000 == 0 => Invariant($"{text}.{fraction / 1_000:D6}Z"),
            _ => Invariant($"{text}.{fraction:D9}Z"),
        };
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Decimals are read exactly, since a double has no room for nanoseconds.</summary>
    private static bool TryMilliseconds(ReadOnlySpan<byte> text, out long nanoseconds)
    {
        nanoseconds = 0;
        if (Utf8Parser.TryParse(text, out decimal exact, out var consumed) && consumed == text.Length)
        {
            nanoseconds =
                Math.Abs(exact) < 9_223_372_036_854m ? (long)decimal.Floor(exact * NanosecondsPerMillisecond)
                : exact < 0 ? long.MinValue
                : long.MaxValue;
            return true;
        }

        if (!Number.TryParse(text, out var number))
        {
            return false;
        }

        nanoseconds = OfMilliseconds(number);
        return true;
    }
}
