using System.Globalization;
using Detections.Eql.Values;

namespace Detections.Eql.Functions;

/// <summary>
/// <c>number(text[, base])</c>: the number that a text spells. Without a base, <c>0x</c> means hexadecimal; fractions and exponents
/// are for base 10. What spells no number gives null.
/// </summary>
internal static class NumberFunction
{
    public static readonly Function Function = new(
        "number",
        ParameterType.Number,
        [new("text", ParameterType.Text), new("base", ParameterType.Integer) { IsOptional = true, IsConstant = true }]
    )
    {
        Body = Evaluate,
        Objection = (constant, index) =>
            index == 1 && constant is { IsNull: false, Number: not { IsInteger: true, Integer: >= 2 and <= 36 } }
                ? "must be a whole number from 2 to 36"
                : null,
    };

    private static Scalar Evaluate(ReadOnlySpan<Scalar> arguments)
    {
        if (arguments[0].IsNull)
        {
            return Scalar.Null;
        }

        var text = arguments.Text(0).AsSpan().Trim();
        var isNegative = text.StartsWith('-');
        if (isNegative || text.StartsWith('+'))
        {
            text = text[1..];
        }

        var numeralBase = arguments.At(1) is { IsNull: false } given ? Arguments.Index(given) : 0;
        if (numeralBase is 0 or 16 && text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            numeralBase = 16;
            text = text[2..];
        }

        var number = numeralBase is 0 or 10 ? ParseDecimal(text) : ParseDigits(text, numeralBase);
        return isNegative ? Arithmetic.Negate(number) : number;
    }

    private static Scalar ParseDecimal(ReadOnlySpan<char> text)
    {
        if (ParseDigits(text, 10) is { IsNull: false } integer)
        {
            return integer;
        }

        return
            !text.IsEmpty
            && (char.IsAsciiDigit(text[0]) || text[0] == '.')
            && double.TryParse(
                text,
                NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture,
                out var value
            )
            && double.IsFinite(value)
            ? Scalar.Of(new Number(value))
            : Scalar.Null;
    }

    private static Scalar ParseDigits(ReadOnlySpan<char> text, int numeralBase)
    {
        long value = 0;
        foreach (var character in text)
        {
            var digit =
                char.IsAsciiDigit(character) ? character - '0'
                : char.IsAsciiLetter(character) ? (character | 0x20) - 'a' + 10
                : int.MaxValue;
            var next = ((Int128)value * numeralBase) + digit;
            if (digit >= numeralBase || next > long.MaxValue)
            {
                return Scalar.Null;
            }

            value = (long)next;
        }

        return text.IsEmpty ? Scalar.Null : Scalar.Of(new Number(value));
    }
}
