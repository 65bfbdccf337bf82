namespace Detections.Eql.Values;

/// <summary>
/// Arithmetic as Java computes it: two integers give an integer, cut towards zero; a decimal on either side gives a decimal; the
/// remainder has the sign of the dividend. Where Elasticsearch fails, on overflow and division by zero, the result is null.
/// </summary>
internal static class Arithmetic
{
    public static Scalar Negate(Scalar operand) =>
        operand.Kind != ScalarKind.Number ? Scalar.Null
        : operand.Number is { IsInteger: true, Integer: long.MinValue } ? Scalar.Null
        : Scalar.Of(-operand.Number);

    /// <summary>Applies <c>+ - * / %</c>; null if an operand is null.</summary>
    public static Scalar Apply(char op, Scalar left, Scalar right)
    {
        if (left.Kind != ScalarKind.Number || right.Kind != ScalarKind.Number)
        {
            return Scalar.Null;
        }

        var (first, second) = (left.Number, right.Number);
        return first.IsInteger && second.IsInteger
            ? Apply(op, first.Integer, second.Integer)
            : Apply(op, first.Decimal, second.Decimal);
    }

    private static Scalar Apply(char op, long left, long right)
    {
        if (op is '/' or '%' && (right == 0 || (right == -1 && left == long.MinValue)))
        {
            return Scalar.Null;
        }

        var result = op switch
        {
            '+' => (Int128)left + right,
            '-' => (Int128)left - right,
            '*' => (Int128)left * right,
            '/' => (Int128)(left / right),
            _ => left % right,
        };
        return result >= long.MinValue && result <= long.MaxValue ? Scalar.Of(new Number((long)result)) : Scalar.Null;
    }

    private static Scalar Apply(char op, double left, double right)
    {
        var result = op switch
        {
            '+' => left + right,
            '-' => left - right,
            '*' => left * right,
            '/' => left / right,
            _ => left % right,
        };
        return double.IsFinite(result) ? Scalar.Of(new Number(result)) : Scalar.Null;
    }
}
