using Detections.Eql.Values;

namespace Detections.Eql.Functions;

/// <summary>The operators <c>+ - * / %</c> by name.</summary>
internal static class ArithmeticFunctions
{
    public static Function Add { get; } = Of("add", Arithmetic.Add);

    public static Function Subtract { get; } = Of("subtract", Arithmetic.Subtract);

    public static Function Multiply { get; } = Of("multiply", Arithmetic.Multiply);

    public static Function Divide { get; } = Of("divide", Arithmetic.Divide);

    public static Function Modulo { get; } = Of("modulo", Arithmetic.Modulo);

    private static Function Of(string name, Func<Scalar, Scalar, Scalar> compute) =>
        new(
            name,
            ParameterType.Number,
            [new Parameter("left", ParameterType.Number), new Parameter("right", ParameterType.Number)],
            arguments => compute(arguments[0], arguments[1])
        );
}
