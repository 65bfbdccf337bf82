using System.Globalization;
using Detections.Eql.Values;

namespace Detections.Eql.Functions;

/// <summary>
/// <c>number(string[, base])</c>: the number that a text spells; null if it spells none. Without a base <c>0x</c> means 16; decimals
/// and blanks around the number go with base 10 only.
/// </summary>
internal static class ToNumber
{
    private const string HexadecimalPrefix = "0x";

    public static Function Function { get; } =
        new(
            "number",
            ParameterType.Number,
            [
                new Parameter("string", ParameterType.Text),
                new Parameter("base", ParameterType.Integer, IsOptional: true, IsConstant: true),
            ],
            Bind
        );

    private static FunctionBinding Bind(IReadOnlyList<Scalar?> constants, bool ignoresCase)
    {
        if (constants.Count < 2 || constants[1] is not { IsNull: false } constant)
        {
            return FunctionBinding.Of(arguments =>
            {
                var text = arguments[0].ToString();
                return text.StartsWith(HexadecimalPrefix, StringComparison.Ordinal)
                    ? Parse(text.AsSpan(HexadecimalPrefix.Length), 16)
                    : ParseDecimal(text);
            });
        }

        if (constant.Kind != ScalarKind.Number || constant.Number is not { IsInteger: true, Integer: >= 2 and <= 36 })
        {
            return FunctionBinding.Wrong(1, $"The base [{constant}] is not an integer from 2 to 36");
        }

        var radix = (int)constant.Number.Integer;
        return radix == 10
            ? FunctionBinding.Of(arguments => ParseDecimal(arguments[0].ToString()))
            : FunctionBinding.Of(arguments => Parse(WithoutPrefix(arguments[0].ToString(), radix), radix));
    }

    private static ReadOnlySpan<char> WithoutPrefix(string text, int radix) =>
        radix == 16 && text.StartsWith(HexadecimalPrefix, StringComparison.Ordinal)
            ? text.AsSpan(HexadecimalPrefix.Length)
            : text;

    private static Scalar ParseDecimal(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
        {
            return Scalar.Of(new Number(integer));
        }

        return
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value)
            ? Scalar.Of(new Number(value))
            : Scalar.Null;
    }

    private static Scalar Parse(ReadOnlySpan<char> text, int radix)
    {
        var isNegative = text is ['-', ..];
        var digits = text is ['-' or '+', ..] ? text[1..] : text;
        Int128 value = 0;
        foreach (var letter in digits)
        {
            var digit = DigitOf(letter);
            if (digit >= radix || (value = (value * radix) + digit) > (Int128)long.MaxValue + 1)
            {
                return Scalar.Null;
            }
        }

        value = isNegative ? -value : value;
        return digits.IsEmpty || value > long.MaxValue ? Scalar.Null : Scalar.Of(new Number((long)value));
    }

    private static int DigitOf(char letter) =>
        char.IsAsciiDigit(letter) ? letter - '0'
        : char.IsAsciiLetter(letter) ? (letter | 0x20) - 'a' + 10
        : int.MaxValue;
}
