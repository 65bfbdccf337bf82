using System.Numerics;
using CsCheck;
using Detections.Eql.Values;

namespace Detections.Eql.Tests.Values;

public sealed class ArithmeticTests
{
    private static readonly Gen<long> Integers = Gen.OneOf(
        Gen.Long,
        Gen.Long[-5, 5],
        Gen.OneOf(long.MinValue, long.MinValue + 1, long.MaxValue, int.MinValue, int.MaxValue)
    );

    [Fact]
    public void Integers_are_exact_or_null() =>
        Gen.Select(Integers, Integers)
            .Sample(
                (left, right) =>
                    Is(Arithmetic.Add, left, right, (BigInteger)left + right)
                    && Is(Arithmetic.Subtract, left, right, (BigInteger)left - right)
                    && Is(Arithmetic.Multiply, left, right, (BigInteger)left * right)
                    && Is(Arithmetic.Divide, left, right, right == 0 ? null : BigInteger.Divide(left, right))
                    && Is(Arithmetic.Modulo, left, right, right == 0 ? null : BigInteger.Remainder(left, right))
            );

    [Fact]
    public void A_decimal_on_one_side_makes_a_decimal()
    {
        Assert.Equal("1.5", Arithmetic.Divide(Of(3), Scalar.Of(new Number(2.0))).ToString());
        Assert.Equal("2.0", Arithmetic.Add(Of(1), Scalar.Of(new Number(1.0))).ToString());
    }

    [Fact]
    public void The_least_integer_has_no_opposite()
    {
        Assert.Equal(Of(-3), Arithmetic.Negate(Of(3)));
        Assert.True(Arithmetic.Negate(Of(long.MinValue)).IsNull);
    }

    private static bool Is(Func<Scalar, Scalar, Scalar> compute, long left, long right, BigInteger? expected)
    {
        var actual = compute(Of(left), Of(right));
        return expected is { } value && value >= long.MinValue && value <= long.MaxValue
            ? actual.Equals(Of((long)value)) && actual.Number.IsInteger
            : actual.IsNull;
    }

    private static Scalar Of(long value) => Scalar.Of(new Number(value));
}
