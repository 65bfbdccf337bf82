using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Detections.Eql.Values;

/// <summary>A date in a query, to be compared with a date field.</summary>
internal static class DateLiteral
{
    /// <summary>Reads a string; of a field that keeps milliseconds only, finer digits are cut off as they are in its values.</summary>
    public static bool TryParse(
        string text,
        bool keepsNanoseconds,
        out InstantRange range,
        [NotNullWhen(false)] out string? problem
    )
    {
        if (!Instant.TryParse(Encoding.UTF8.GetBytes(text), out range))
        {
            problem =
                text.StartsWith("now", StringComparison.Ordinal)
                    ? $"The date [{text}] depends on when the query runs; write a fixed date such as [2024-05-31T12:00:00Z]"
                : text.Contains("||", StringComparison.Ordinal)
                    ? $"The date [{text}] is a calculation; write its result, such as [2024-05-31T12:00:00Z]"
                : $"[{text}] is not a date; write it as [2024-05-31], as [2024-05-31T12:00:00Z] or in milliseconds since 1970";
            return false;
        }

        problem = null;
        range = keepsNanoseconds
            ? range
            : new InstantRange(Instant.FloorToMilliseconds(range.From), Instant.FloorToMilliseconds(range.To));
        return true;
    }

    /// <summary>A number: milliseconds since 1970.</summary>
    public static InstantRange Of(Number milliseconds)
    {
        var nanoseconds = Instant.OfMilliseconds(milliseconds);
        return new InstantRange(nanoseconds, nanoseconds);
    }
}
