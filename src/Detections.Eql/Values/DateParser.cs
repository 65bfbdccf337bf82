namespace Detections.Eql.Values;

/// <summary>Reads <c>2026</c>, <c>2026-11</c>, <c>2026-11-24</c>, <c>2026-11-24T10</c> and so on to nine digits of a second, with or without a zone.</summary>
internal ref struct DateParser(ReadOnlySpan<byte> text)
{
    private const long PerSecond = 1_000_000_000;
    private readonly ReadOnlySpan<byte> _text = text;
    private int _position;

    /// <summary>Month and day are the first if left out; hour, minute, second and its fraction are all that they can be.</summary>
    public bool TryParse(out Int128 first, out Int128 last)
    {
        (first, last) = (0, 0);
        int month = 1,
            day = 1;
        if (!Digits(4, out var year) || (Take('-') && (!Digits(2, out month) || (Take('-') && !Digits(2, out day)))))
        {
            return false;
        }

        if (year == 0 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        Int128 date = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc).Ticks - DateTime.UnixEpoch.Ticks;
        date *= 100;
        if (!TryParseTime(out var from, out var to) || !TryParseZone(out var offset) || _position != _text.Length)
        {
            return false;
        }

        first = date + from - offset;
        last = date + to - offset;
        return true;
    }

    private bool TryParseTime(out long first, out long last)
    {
        (first, last) = (0, 86_400 * PerSecond - 1);
        if (!Take('T'))
        {
            return true;
        }

        if (_position == _text.Length)
        {
            return true;
        }

        if (!Digits(2, out var hour) || hour > 23)
        {
            return false;
        }

        Narrow(hour * 3600L, 3600, ref first, ref last);
        if (!Take(':'))
        {
            return true;
        }

        if (!Digits(2, out var minute) || minute > 59)
        {
            return false;
        }

        Narrow((hour * 3600L) + (minute * 60), 60, ref first, ref last);
        if (!Take(':'))
        {
            return true;
        }

        if (!Digits(2, out var second) || second > 59)
        {
            return false;
        }

        Narrow((hour * 3600L) + (minute * 60) + second, 1, ref first, ref last);
        if (!Take('.') && !Take(','))
        {
            return true;
        }

        if (!Fraction(out var nanoseconds))
        {
            return false;
        }

        first = last = first + nanoseconds;
        return true;
    }

    private static void Narrow(long seconds, long length, ref long first, ref long last) =>
        (first, last) = (seconds * PerSecond, ((seconds + length) * PerSecond) - 1);

    private bool Fraction(out long nanoseconds)
    {
        nanoseconds = 0;
        var digits = 0;
        while (_position < _text.Length && char.IsAsciiDigit((char)_text[_position]) && digits < 9)
        {
            nanoseconds = (nanoseconds * 10) + (_text[_position++] - '0');
            digits++;
        }

        for (var rest = digits; rest < 9; rest++)
        {
            nanoseconds *= 10;
        }

        return digits > 0;
    }

    private bool TryParseZone(out long offset)
    {
        offset = 0;
        if (_position == _text.Length || Take('Z'))
        {
            return true;
        }

        var sign =
            Take('+') ? 1
            : Take('-') ? -1
            : 0;
        if (sign == 0 || !Digits(2, out var hours) || hours > 18)
        {
            return false;
        }

        var minutes = 0;
        if (_position < _text.Length)
        {
            Take(':');
            if (!Digits(2, out minutes) || minutes > 59)
            {
                return false;
            }
        }

        offset = sign * ((hours * 3600L) + (minutes * 60)) * PerSecond;
        return true;
    }

    private bool Take(char symbol)
    {
        if (_position < _text.Length && _text[_position] == symbol)
        {
            _position++;
            return true;
        }

        return false;
    }

    private bool Digits(int count, out int value)
    {
        value = 0;
        for (var digit = 0; digit < count; digit++)
        {
            if (_position == _text.Length || !char.IsAsciiDigit((char)_text[_position]))
            {
                return false;
            }

            value = (value * 10) + (_text[_position++] - '0');
        }

        return true;
    }
}
