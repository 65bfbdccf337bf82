using System.Globalization;

namespace Detections.Embedded.Mapping.Dates;

/// <summary>Reads <c>now-9m</c>, <c>now/d</c> and <c>2024-01-01||+1M/d</c>.</summary>
internal static class DateMath
{
    private const string Anchor = "||";

    public static Instant Read(string text, DateFormat format, bool roundUp, DateTimeOffset now)
    {
        try
        {
            return Parse(text, format, roundUp, now);
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or OverflowException)
        {
            throw new FormatException($"date math [{text}] leads outside the years 1 to 9999", e);
        }
    }

    private static Instant Parse(string text, DateFormat format, bool roundUp, DateTimeOffset now)
    {
        if (text.StartsWith("now", StringComparison.Ordinal))
        {
            return Apply(text, text.AsSpan(3), Instant.From(now), roundUp);
        }

        var anchor = text.IndexOf(Anchor, StringComparison.Ordinal);
        if (anchor < 0)
        {
            return format.Read(text, roundUp);
        }

        return Apply(text, text.AsSpan(anchor + Anchor.Length), format.Read(text[..anchor]), roundUp);
    }

    private static Instant Apply(string text, ReadOnlySpan<char> operations, Instant start, bool roundUp)
    {
        if (operations.Length == 0)
        {
            return start;
        }

        var time = start.ToDateTimeOffset();
        while (operations.Length > 0)
        {
            var operation = operations[0];
            operations = operations[1..];
            var digits = 0;
            while (digits < operations.Length && char.IsAsciiDigit(operations[digits]))
            {
                digits++;
            }

            var rounding = operation == '/';
            if (operation is not ('+' or '-' or '/') || (rounding && digits > 0) || digits == operations.Length)
            {
                throw new FormatException($"failed to parse date math [{text}]");
            }

            var count = digits == 0 ? 1 : int.Parse(operations[..digits], CultureInfo.InvariantCulture);
            var unit = operations[digits];
            operations = operations[(digits + 1)..];
            time = rounding
                ? Round(time, unit, roundUp, text)
                : Add(time, unit, operation == '-' ? -count : count, text);
        }
        return Instant.From(time);
    }

    private static DateTimeOffset Add(DateTimeOffset time, char unit, int count, string text) =>
        unit switch
        {
            'y' => time.AddYears(count),
            'M' => time.AddMonths(count),
            'w' => time.AddDays(7.0 * count),
            'd' => time.AddDays(count),
            'h' or 'H' => time.AddHours(count),
            'm' => time.AddMinutes(count),
            's' => time.AddSeconds(count),
            _ => throw new FormatException($"unit [{unit}] not supported for date math [{text}]"),
        };

    private static DateTimeOffset Round(DateTimeOffset time, char unit, bool roundUp, string text)
    {
        var day = new DateTimeOffset(time.UtcDateTime.Date, TimeSpan.Zero);
        var start = unit switch
        {
            'y' => new DateTimeOffset(time.Year, 1, 1, 0, 0, 0, TimeSpan.Zero),
            'M' => new DateTimeOffset(time.Year, time.Month, 1, 0, 0, 0, TimeSpan.Zero),
            'w' => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
            'd' => day,
            'h' or 'H' => day.AddHours(time.Hour),
            'm' => day.AddHours(time.Hour).AddMinutes(time.Minute),
            's' => day.AddHours(time.Hour).AddMinutes(time.Minute).AddSeconds(time.Second),
            _ => throw new FormatException($"unit [{unit}] not supported for date math [{text}]"),
        };
        return roundUp ? Add(start, unit, 1, text).AddMilliseconds(-1) : start;
    }
}
