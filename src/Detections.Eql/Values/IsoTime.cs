namespace Detections.Eql.Values;

/// <summary>
/// Reads <c>strict_date_optional_time</c>, the first of Elasticsearch's default date formats: a year, then as much of
/// <c>-MM-ddTHH:mm:ss.fffffffff</c> as is known, then <c>Z</c> or an offset.
/// </summary>
internal ref struct IsoTime(ReadOnlySpan<byte> text)
{
    private static readonly Int128 NanosecondsPerSecond = 1_000_000_000;

    private ReadOnlySpan<byte> _rest = text;

    public static bool TryParse(ReadOnlySpan<byte> text, out InstantRange range) =>
        new IsoTime(text).TryRead(out range);

    private bool TryRead(out InstantRange range)
    {
        range = default;
        var (month, day) = (1, 1);
        if (
            !TryDigits(4, 1, 9999, out var year)
            || (TrySkip('-') && !TryDigits(2, 1, 12, out month))
            || (month > 0 && TrySkip('-') && !TryDigits(2, 1, DateTime.DaysInMonth(year, month), out day))
        )
        {
            return false;
        }

        var seconds = new DateTimeOffset(year, month, day, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        var (length, nanoseconds, offset) = (86_400, 0L, 0);
        if (TrySkip('T') && !(TryTime(ref seconds, ref length, ref nanoseconds) && TryOffset(out offset)))
        {
            return false;
        }

        var from = ((seconds - offset) * NanosecondsPerSecond) + nanoseconds;
        // What is not written down to the fraction stands for the whole of the day, hour, minute or second
        var to = length == 0 ? from : from + (length * NanosecondsPerSecond) - 1;
        range = new InstantRange(Instant.Saturate(from), Instant.Saturate(to));
        return _rest.IsEmpty;
    }

    private bool TryTime(ref long seconds, ref int length, ref long nanoseconds)
    {
        if (_rest.IsEmpty || !char.IsAsciiDigit((char)_rest[0]))
        {
            return true;
        }

        ReadOnlySpan<(int Unit, int Max)> units = [(3600, 23), (60, 59), (1, 59)];
        foreach (var (unit, max) in units)
        {
            if (!TryDigits(2, 0, max, out var value))
            {
                return false;
            }

            seconds += value * unit;
            length = unit;
            if (unit > 1 && !TrySkip(':'))
            {
                return true;
            }
        }

        return !(TrySkip('.') || TrySkip(',')) || TryFraction(ref length, ref nanoseconds);
    }

    private bool TryFraction(ref int length, ref long nanoseconds)
    {
        var digits = 0;
        for (; digits < 9 && !_rest.IsEmpty && char.IsAsciiDigit((char)_rest[0]); digits++)
        {
            nanoseconds = (nanoseconds * 10) + (_rest[0] - '0');
            _rest = _rest[1..];
        }

        for (var missing = digits; missing < 9; missing++)
        {
            nanoseconds *= 10;
        }

        length = 0;
        return digits > 0;
    }

    /// <summary>Nothing and <c>Z</c> are UTC; else <c>+HH</c>, <c>+HHmm</c> or <c>+HH:mm</c>, in seconds.</summary>
    private bool TryOffset(out int offset)
    {
        offset = 0;
        if (_rest.IsEmpty || TrySkip('Z'))
        {
            return true;
        }

        var sign = TrySkip('+') ? 1 : -1;
        if ((sign < 0 && !TrySkip('-')) || !TryDigits(2, 0, 18, out var hours))
        {
            return false;
        }

        var minutes = 0;
        if (!_rest.IsEmpty)
        {
            TrySkip(':');
            if (!TryDigits(2, 0, 59, out minutes))
            {
                return false;
            }
        }

        offset = sign * ((hours * 3600) + (minutes * 60));
        return true;
    }

    private bool TrySkip(char unit)
    {
        if (_rest.IsEmpty || _rest[0] != unit)
        {
            return false;
        }

        _rest = _rest[1..];
        return true;
    }

    private bool TryDigits(int count, int min, int max, out int value)
    {
        value = 0;
        if (_rest.Length < count)
        {
            return false;
        }

        foreach (var unit in _rest[..count])
        {
            if (!char.IsAsciiDigit((char)unit))
            {
                return false;
            }

            value = (value * 10) + (unit - '0');
        }

        _rest = _rest[count..];
        return value >= min && value <= max;
    }
}
