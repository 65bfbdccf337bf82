using System.Globalization;
using System.Linq;
using System.Text;

namespace Detections.Eql.Values;

/// <summary>
/// The format that the mapping gives a date field: one or more alternatives joined by <c>||</c>, each a name that Elasticsearch knows
/// or a pattern of Java's. Alternatives that are not known here read as the default does.
/// </summary>
internal sealed class DateFormat
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const string Default = "strict_date_optional_time||epoch_millis";

    private readonly string[] _alternatives;

    private DateFormat(string[] alternatives) => _alternatives = alternatives;

    /// <summary>The format, or null if it is the default.</summary>
    public static DateFormat? Of(string? format) =>
        format is null or Default ? null : new DateFormat([.. format.Split("||").Select(part => part.Trim())]);

    /// <summary>The instant that a text means, in nanoseconds.</summary>
    public bool TryParse(ReadOnlySpan<byte> text, out long nanoseconds)
    {
        var characters = Encoding.UTF8.GetString(text);
        foreach (var alternative in _alternatives)
        {
            if (TryParse(alternative, characters, text, out nanoseconds))
            {
                return true;
            }
        }

        nanoseconds = 0;
        return false;
    }

    private static bool TryParse(string format, string characters, ReadOnlySpan<byte> text, out long nanoseconds)
    {
        if (format == "epoch_second")
        {
            var isNumber = Number.TryParse(text, out var number);
            nanoseconds = isNumber ? (long)(number.Decimal * NanosecondsPerSecond) : 0;
            return isNumber;
        }

        if (format.Contains('_', StringComparison.Ordinal) && format != "basic_date")
        {
            var isInstant = Instant.TryParse(text, out var range);
            nanoseconds = range.From;
            return isInstant;
        }

        var isDate = DateTimeOffset.TryParseExact(
            characters,
            PatternOf(format),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time
        );
        nanoseconds = isDate ? Instant.OfMilliseconds(new Number(time.ToUnixTimeMilliseconds())) : 0;
        return isDate;
    }

    /// <summary>The letters in which the framework's patterns differ from Java's.</summary>
    private static string PatternOf(string format) =>
        format == "basic_date"
            ? "yyyyMMdd"
            : format
                .Replace('u', 'y')
                .Replace('S', 'f')
                .Replace('a', 't')
                .Replace("XXX", "zzz", StringComparison.Ordinal)
                .Replace('X', 'z')
                .Replace("Z", "zzz", StringComparison.Ordinal);
}
