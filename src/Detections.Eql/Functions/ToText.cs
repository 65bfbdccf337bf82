using Detections.Eql.Values;

namespace Detections.Eql.Functions;

/// <summary><c>string(value)</c>: the text of a value.</summary>
internal static class ToText
{
    public static Function Function { get; } =
        new(
            "string",
            ParameterType.Text,
            [new Parameter("value", ParameterType.Any)],
            arguments => Scalar.Of(arguments[0].ToString())
        );
}
