namespace Detections.Embedded.Mapping.Dates;

/// <summary>Reads <c>yyyy[-MM[-dd[THH[:mm[:ss[.fraction]]]]]][zone]</c>, which is what Elasticsearch calls a date with optional time.</summary>
internal static class IsoDate
{
    /// <summary>A missing month or day is the first; missing parts of the time are the lowest or, rounding up, the highest.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, bool roundUp, out Instant instant)
    {
        instant = default;
        var rest = text;
        if (!Digits(ref rest, 4, out var year))
        {
            return false;
        }

        var (month, day) = (1, 1);
        var (hour, minute, second, nanos) = roundUp ? (23, 59, 59, 999_999_999) : (0, 0, 0, 0);
        if (Skip(ref rest, '-'))
        {
            if (!Digits(ref rest, 2, out month))
            {
                return false;
            }

            if (Skip(ref rest, '-'))
            {
                if (!Digits(ref rest, 2, out day))
                {
                    return false;
                }
            }
        }
        var offset = 0;
        if (Skip(ref rest, 'T') && rest.Length > 0)
        {
            if (!Digits(ref rest, 2, out hour))
            {
                return false;
            }

            if (Skip(ref rest, ':'))
            {
                if (!Digits(ref rest, 2, out minute))
                {
                    return false;
                }

                if (Skip(ref rest, ':'))
                {
                    if (!Digits(ref rest, 2, out second))
                    {
                        return false;
                    }

                    if ((Skip(ref rest, '.') || Skip(ref rest, ',')) && !Fraction(ref rest, out nanos))
                    {
                        return false;
                    }
                }
            }
            if (!Zone(ref rest, out offset))
            {
                return false;
            }
        }
        if (rest.Length > 0 || month is < 1 or > 12 || hour > 23 || minute > 59 || second > 59 || year == 0)
        {
            return false;
        }

        if (day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        var seconds = new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero).ToUnixTimeSeconds();
        instant = new Instant(seconds - offset, nanos);
        return instant.Seconds is >= Instant.LowestSeconds and <= Instant.HighestSeconds;
    }

    private static bool Skip(ref ReadOnlySpan<char> rest, char expected)
    {
        if (rest.Length == 0 || rest[0] != expected)
        {
            return false;
        }

        rest = rest[1..];
        return true;
    }

    private static bool Digits(ref ReadOnlySpan<char> rest, int count, out int value)
    {
        value = 0;
        if (rest.Length < count)
        {
            return false;
        }

        for (var i = 0; i < count; i++)
        {
            if (!char.IsAsciiDigit(rest[i]))
            {
                return false;
            }

            value = (value * 10) + (rest[i] - '0');
        }
        rest = rest[count..];
        return true;
    }

    private static bool Fraction(ref ReadOnlySpan<char> rest, out int nanos)
    {
        nanos = 0;
        var count = 0;
        while (count < rest.Length && count < 9 && char.IsAsciiDigit(rest[count]))
        {
            nanos = (nanos * 10) + (rest[count++] - '0');
        }

        rest = rest[count..];
        for (var i = count; i < 9; i++)
        {
            nanos *= 10;
        }

        return count > 0;
    }

    /// <summary>Nothing, <c>Z</c>, <c>+01</c>, <c>+0100</c> or <c>+01:00</c>; the offset in seconds.</summary>
    private static bool Zone(ref ReadOnlySpan<char> rest, out int offset)
    {
        offset = 0;
        if (rest.Length == 0 || Skip(ref rest, 'Z'))
        {
            return true;
        }

        var sign = rest[0] == '-' ? -1 : 1;
        if (!Skip(ref rest, '+') && !Skip(ref rest, '-'))
        {
            return false;
        }

        if (!Digits(ref rest, 2, out var hours))
        {
            return false;
        }

        var minutes = 0;
        Skip(ref rest, ':');
        if (rest.Length > 0 && !Digits(ref rest, 2, out minutes))
        {
            return false;
        }

        offset = sign * ((hours * 3600) + (minutes * 60));
        return hours <= 18 && minutes <= 59;
    }
}
