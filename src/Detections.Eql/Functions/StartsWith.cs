using Detections.Eql.Values;

namespace Detections.Eql.Functions;

/// <summary><c>startsWith(source, substring)</c>: whether the source starts with the substring, as every text does with the empty one.</summary>
internal static class StartsWith
{
    public static Function Function { get; } =
        new(
            "startsWith",
            ParameterType.Boolean,
            [new Parameter("source", ParameterType.Text), new Parameter("substring", ParameterType.Text)],
            ignoresCase =>
                arguments =>
                    Scalar.Of(
                        Case.Fold(arguments[0], ignoresCase)
                            .StartsWith(Case.Fold(arguments[1], ignoresCase), StringComparison.Ordinal)
                    )
        );
}
