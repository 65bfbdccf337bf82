namespace Detections.Eql.Values;

/// <summary>
/// The operators <c>+ - * / %</c> and the functions of the same meaning. Two integers make an integer: division truncates toward
/// zero and the remainder has the sign of the dividend. A decimal on either side makes a decimal. A result that does not exist
/// (overflow, division by zero, an operand that is null or no number) is null.
/// </summary>
internal static class Arithmetic
{
    public static Scalar Add(Scalar left, Scalar right) =>
        Apply(
            left,
            right,
            static (a, b) => unchecked(a + b) is var sum && ((a ^ sum) & (b ^ sum)) < 0 ? null : sum,
            static (a, b) => a + b
        );

    public static Scalar Subtract(Scalar left, Scalar right) =>
        Apply(
            left,
            right,
            static (a, b) => unchecked(a - b) is var difference && ((a ^ b) & (a ^ difference)) < 0 ? null : difference,
            static (a, b) => a - b
        );

    public static Scalar Multiply(Scalar left, Scalar right) =>
        Apply(
            left,
            right,
            static (a, b) => Math.BigMul(a, b) is var product && product == (long)product ? (long)product : null,
            static (a, b) => a * b
        );

    public static Scalar Divide(Scalar left, Scalar right) =>
        Apply(
            left,
            right,
            static (a, b) => b == 0 || (a == long.MinValue && b == -1) ? null : a / b,
            static (a, b) => a / b
        );

    public static Scalar Modulo(Scalar left, Scalar right) =>
        Apply(
            left,
            right,
            // The framework throws at the least integer % -1
            static (a, b) =>
                b == 0 ? null
                : b == -1 ? 0
                : a % b,
            static (a, b) => a % b
        );

    public static Scalar Negate(Scalar operand) => Subtract(Scalar.Of(new Number(0L)), operand);

    private static Scalar Apply(
        Scalar left,
        Scalar right,
        Func<long, long, long?> integers,
        Func<double, double, double> decimals
    )
    {
        if (!Coerce.TryNumber(left, out var a) || !Coerce.TryNumber(right, out var b))
        {
            return Scalar.Null;
        }

        if (a.IsInteger && b.IsInteger)
        {
            return integers(a.Integer, b.Integer) is { } integer ? Scalar.Of(new Number(integer)) : Scalar.Null;
        }

        var result = decimals(a.Decimal, b.Decimal);
        return double.IsFinite(result) ? Scalar.Of(new Number(result)) : Scalar.Null;
    }
}
