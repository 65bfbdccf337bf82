using Detections.Eql.Values;

namespace Detections.Eql.Functions;

/// <summary><c>stringContains(source, part)</c>: whether a text contains another; none contains the empty one.</summary>
internal static class StringContains
{
    public static readonly Function Function = new(
        "stringContains",
        ParameterType.Boolean,
        [new("source", ParameterType.Text), new("part", ParameterType.Text)]
    )
    {
        Body = arguments => Evaluate(arguments, ignoresCase: false),
        InsensitiveBody = arguments => Evaluate(arguments, ignoresCase: true),
    };

    private static Scalar Evaluate(ReadOnlySpan<Scalar> arguments, bool ignoresCase) =>
        arguments.HasNull
            ? Scalar.Null
            : Scalar.Of(
                arguments.Text(1) != ""
                    && arguments.Text(0, ignoresCase).Contains(arguments.Text(1, ignoresCase), StringComparison.Ordinal)
            );
}
