namespace Detections.Eql.Values;

/// <summary>
/// Reads <c>strict_date_optional_time</c>, the first of Elasticsearch's default date formats: a year, then as much of
/// <c>-MM-ddTHH:mm:ss.fffffffff</c> as is known, then <c>Z</c> or an offset.
/// </summary>
internal ref struct IsoTime(ReadOnlySpan<byte> text)
{
    private DateReader _reader = new(text);

    public static bool TryParse(ReadOnlySpan<byte> text, out InstantRange range) =>
        new IsoTime(text).TryRead(out range);

    private bool TryRead(out InstantRange range)
    {
        range = default;
        var (month, day) = (1, 1);
        if (
            !_reader.TryDigits(4, 1, 9999, out var year)
            || (_reader.TrySkip('-') && !_reader.TryDigits(2, 1, 12, out month))
            || (
                month > 0
                && _reader.TrySkip('-')
                && !_reader.TryDigits(2, 1, DateTime.DaysInMonth(year, month), out day)
            )
        )
        {
            return false;
        }

        var seconds = new DateTimeOffset(year, month, day, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        var (length, nanoseconds, offset) = (InstantRange.Day, 0L, 0);
        if (
            _reader.TrySkip('T')
            && !(
                TryTime(ref seconds, ref length, ref nanoseconds) && (_reader.IsAtEnd || _reader.TryOffset(out offset))
            )
        )
        {
            return false;
        }

        range = InstantRange.Of(seconds - offset, nanoseconds, length);
        return _reader.IsAtEnd;
    }

    private bool TryTime(ref long seconds, ref int length, ref long nanoseconds)
    {
        if (!_reader.IsAtDigit)
        {
            return true;
        }

        ReadOnlySpan<(int Unit, int Max)> units = [(3600, 23), (60, 59), (1, 59)];
        foreach (var (unit, max) in units)
        {
            if (!_reader.TryDigits(2, 0, max, out var value))
            {
                return false;
            }

            seconds += value * unit;
            length = unit;
            if (unit > 1 && !_reader.TrySkip(':'))
            {
                return true;
            }
        }

        if (!_reader.TrySkip('.') && !_reader.TrySkip(','))
        {
            return true;
        }

        length = 0;
        return _reader.TryFraction(1, 9, out nanoseconds);
    }
}
