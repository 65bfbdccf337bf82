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

    public override string ToString() =>
        IsInteger
            ? Integer.ToString(CultureInfo.InvariantCulture)
            : Decimal.ToString("R", CultureInfo.InvariantCulture);

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
