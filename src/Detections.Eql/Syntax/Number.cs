using System.Buffers.Text;
using System.Globalization;

namespace Detections.Eql.Syntax;

/// <summary>A number: a 64-bit integer, compared exactly, or a double.</summary>
internal readonly struct Number
{
    private readonly bool _isInteger;
    private readonly long _integer;
    private readonly double _decimal;

    private Number(long value)
    {
        _isInteger = true;
        _integer = value;
        _decimal = value;
    }

    private Number(double value) => _decimal = value;

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

    public static Number operator -(Number number) =>
        number._isInteger ? new Number(-number._integer) : new Number(-number._decimal);

    /// <summary>Less than, equal to or greater than 0, as the left number is to the right one.</summary>
    public static int Compare(Number left, Number right) =>
        (left._isInteger, right._isInteger) switch
        {
            (true, true) => left._integer.CompareTo(right._integer),
            (true, false) => Compare(left._integer, right._decimal),
            (false, true) => -Compare(right._integer, left._decimal),
            _ => left._decimal.CompareTo(right._decimal),
        };

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
