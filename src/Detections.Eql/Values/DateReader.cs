namespace Detections.Eql.Values;

/// <summary>The parts of a written date, taken one after the other from the start of a UTF-8 text.</summary>
internal ref struct DateReader(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> _rest = text;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public readonly bool IsAtDigit => !_rest.IsEmpty && char.IsAsciiDigit((char)_rest[0]);

    public bool TrySkip(char unit)
    {
        if (_rest.IsEmpty || _rest[0] != unit)
        {
            return false;
        }

        _rest = _rest[1..];
        return true;
    }

    /// <summary>The place of the name that stands here in a list of names.</summary>
    public bool TryName(ReadOnlySpan<byte[]> names, out int index)
    {
        for (index = 0; index < names.Length; index++)
        {
            if (_rest.StartsWith(names[index]))
            {
                _rest = _rest[names[index].Length..];
                return true;
            }
        }

        return false;
    }

    public bool TryDigits(int count, int min, int max, out int value)
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

    /// <summary>One digit or two.</summary>
    public bool TryShortNumber(int min, int max, out int value) =>
        TryDigits(_rest.Length > 1 && char.IsAsciiDigit((char)_rest[1]) ? 2 : 1, min, max, out value);

    /// <summary>The digits behind the point, at most nine.</summary>
    public bool TryFraction(int least, int most, out long nanoseconds)
    {
        nanoseconds = 0;
        var digits = 0;
        for (; digits < most && IsAtDigit; digits++)
        {
            nanoseconds = (nanoseconds * 10) + (_rest[0] - '0');
            _rest = _rest[1..];
        }

        for (var missing = digits; missing < 9; missing++)
        {
            nanoseconds *= 10;
        }

        return digits >= least;
    }

    /// <summary><c>Z</c>, <c>+HH</c>, <c>+HHmm</c> or <c>+HH:mm</c>, in seconds.</summary>
    public bool TryOffset(out int seconds)
    {
        seconds = 0;
        if (TrySkip('Z'))
        {
            return true;
        }

        var sign = TrySkip('+') ? 1 : -1;
        if ((sign < 0 && !TrySkip('-')) || !TryDigits(2, 0, 18, out var hours))
        {
            return false;
        }

        var minutes = 0;
        if ((TrySkip(':') || IsAtDigit) && !TryDigits(2, 0, 59, out minutes))
        {
            return false;
        }

        seconds = sign * ((hours * 3600) + (minutes * 60));
        return true;
    }
}
