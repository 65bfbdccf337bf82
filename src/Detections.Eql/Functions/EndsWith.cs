using Detections.Eql.Values;

namespace Detections.Eql.Functions;

/// <summary><c>endsWith(source, ending)</c>: whether a text ends with another; every text ends with the empty one.</summary>
internal static class EndsWith
{
    public static readonly Function Function = new(
        "endsWith",
        ParameterType.Boolean,
        [new("source", ParameterType.Text), new("ending", ParameterType.Text)]
    )
    {
        Body = arguments => Evaluate(arguments, ignoresCase: false),
        InsensitiveBody = arguments => Evaluate(arguments, ignoresCase: true),
    };

    private static Scalar Evaluate(ReadOnlySpan<Scalar> arguments, bool ignoresCase) =>
        arguments.HasNull
            ? Scalar.Null
            : Scalar.Of(
                arguments.Text(0, ignoresCase).EndsWith(arguments.Text(1, ignoresCase), StringComparison.Ordinal)
            );
}
