using Detections.Eql.Values;

namespace Detections.Eql.Functions;

/// <summary><c>endsWith(source, substring)</c>: whether the source ends with the substring, as every text does with the empty one.</summary>
internal static class EndsWith
{
    public static Function Function { get; } =
        new(
            "endsWith",
            ParameterType.Boolean,
            [new Parameter("source", ParameterType.Text), new Parameter("substring", ParameterType.Text)],
            ignoresCase =>
                arguments =>
                    Scalar.Of(
                        Case.Fold(arguments[0], ignoresCase)
                            .EndsWith(Case.Fold(arguments[1], ignoresCase), StringComparison.Ordinal)
                    )
        );
}
