using Detections.Eql.Values;

namespace Detections.Eql.Functions;

/// <summary><c>add</c>, <c>subtract</c>, <c>multiply</c>, <c>divide</c> and <c>modulo</c>: the operators by their names.</summary>
internal static class ArithmeticFunctions
{
    public static readonly Function Add = Of("add", '+');
    public static readonly Function Subtract = Of("subtract", '-');
    public static readonly Function Multiply = Of("multiply", '*');
    public static readonly Function Divide = Of("divide", '/');
    public static readonly Function Modulo = Of("modulo", '%');

    private static Function Of(string name, char op) =>
        new(name, ParameterType.Number, [new("left", ParameterType.Number), new("right", ParameterType.Number)])
        {
            Body = arguments => Arithmetic.Apply(op, arguments[0], arguments[1]),
        };
}
