using Detections.Eql.Values;

namespace Detections.Eql.Functions;

/// <summary><c>length(string)</c>: how many UTF-16 units the text has.</summary>
internal static class Length
{
    public static Function Function { get; } =
        new(
            "length",
            ParameterType.Integer,
            [new Parameter("string", ParameterType.Text)],
            arguments => Scalar.Of(new Number((long)arguments[0].ToString().Length))
        );
}
