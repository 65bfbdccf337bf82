using Detections.Eql.Values;

namespace Detections.Eql.Functions;

/// <summary><c>startsWith(source, beginning)</c>: whether a text begins with another; every text begins with the empty one.</summary>
internal static class StartsWith
{
    public static readonly Function Function = new(
        "startsWith",
        ParameterType.Boolean,
        [new("source", ParameterType.Text), new("beginning", ParameterType.Text)]
    )
    {
        Body = arguments => Evaluate(arguments, ignoresCase: false),
        InsensitiveBody = arguments => Evaluate(arguments, ignoresCase: true),
    };

    private static Scalar Evaluate(ReadOnlySpan<Scalar> arguments, bool ignoresCase) =>
        arguments.HasNull
            ? Scalar.Null
            : Scalar.Of(
                arguments.Text(0, ignoresCase).StartsWith(arguments.Text(1, ignoresCase), StringComparison.Ordinal)
            );
}
