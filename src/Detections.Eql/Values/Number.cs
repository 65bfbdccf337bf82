using System.Buffers.Text;
using System.Globalization;

namespace Detections.Eql.Values;

/// <summary>A number: a 64-bit integer, compared exactly, or a double.</summary>
internal readonly struct Number
{
    public Number(long value)
    {
        IsInteger = true;
        Integer = value;
        Decimal = value;
    }

    public Number(double value) => Decimal = value;

    public bool IsInteger { get; }

    /// <summary>The exact value, if it is an integer.</summary>
    public long Integer { get; }

    /// <summary>The value; of an integer beyond 2 to the 53rd the nearest double.</summary>
    public double Decimal { get; }

    public static Number operator -(Number number) =>
        number.IsInteger ? new Number(-number.Integer) : new Number(-number.Decimal);

    /// <summary>The value of a number literal; an integer too long for 64 bits becomes a double, as in Elasticsearch.</summary>
    public static Number Parse(string text, bool isInteger) =>
        isInteger && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var integer)
            ? new Number(integer)
            : new Number(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture));

    /// <summary>Reads a JSON number, or a string that holds nothing but a decimal number.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out Number number)
    {
        number = default;
        if (text.IsEmpty || text[^1] is not ((>= (byte)'0' and <= (byte)'9') or (byte)'.'))
        {
            return false;
        }

        if (Utf8Parser.TryParse(text, out long integer, out var consumed) && consumed == text.Length)
        {
            number = new Number(integer);
            return true;
        }

        if (!Utf8Parser.TryParse(text, out double value, out consumed) || consumed != text.Length)
        {
            return false;
        }

        number = new Number(value);
        return true;
    }

    /// <summary>Less than, equal to or greater than 0, as the left number is to the right one.</summary>
    public static int Compare(Number left, Number right) =>
        (left.IsInteger, right.IsInteger) switch
        {
            (true, true) => left.Integer.CompareTo(right.Integer),
            (true, false) => Compare(left.Integer, right.Decimal),
            (false, true) => -Compare(right.Integer, left.Decimal),
            _ => left.Decimal.CompareTo(right.Decimal),
        };

    /// <summary>Equal for numbers that compare equal: 1 and 1.0 are.</summary>
    public override int GetHashCode() => Decimal.GetHashCode();

    public override bool Equals(object? obj) => obj is Number other && Compare(this, other) == 0;

    /// <summary>As Java prints it, which is what Elasticsearch's scripts make of a number: <c>1</c>, <c>1.0</c>, <c>1.5E10</c>.</summary>
    public override string ToString()
    {
        if (IsInteger)
        {
            return Integer.ToString(CultureInfo.InvariantCulture);
        }

        var text = Decimal.ToString("R", CultureInfo.InvariantCulture);
        if (!double.IsFinite(Decimal))
        {
            return text;
        }

        return Math.Abs(Decimal) is 0 or (>= 1e-3 and < 1e7)
            ? text.Contains('.', StringComparison.Ordinal)
                ? text
                : $"{text}.0"
            : Scientific(text);
    }

    /// <summary>Moves the point of a number in decimal notation, with or without an exponent, behind its first digit.</summary>
    private static string Scientific(string text)
    {
        var (mantissa, exponent) = text.Split('E') is [var head, var tail]
            ? (head, int.Parse(tail, CultureInfo.InvariantCulture))
            : (text, 0);
        var sign = mantissa[0] == '-' ? "-" : "";
        mantissa = mantissa[sign.Length..];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var significant = digits.TrimStart('0');
        exponent += (point < 0 ? digits.Length : point) - 1 - (digits.Length - significant.Length);
        var fraction = significant[1..].TrimEnd('0');
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{sign}{significant[0]}.{(fraction.Length == 0 ? "0" : fraction)}E{exponent}"
        );
    }

    /// <summary>Exact, where turning the integer into a double would round it.</summary>
    private static int Compare(long integer, double value)
    {
        if (value >= 9223372036854775808.0)
        {
            return -1;
        }

        if (value < -9223372036854775808.0)
        {
            return 1;
        }

        var whole = (long)value;
        return integer != whole ? integer.CompareTo(whole) : 0.0.CompareTo(value - whole);
    }
}
