using Detections.Eql.Values;

namespace Detections.Eql.Functions;

/// <summary><c>stringContains(source, substring)</c>: whether the source holds the substring; never if either is empty.</summary>
internal static class StringContains
{
    public static Function Function { get; } =
        new(
            "stringContains",
            ParameterType.Boolean,
            [new Parameter("source", ParameterType.Text), new Parameter("substring", ParameterType.Text)],
            ignoresCase => arguments => Scalar.Of(Holds(arguments, ignoresCase))
        );

    private static bool Holds(ReadOnlySpan<Scalar> arguments, bool ignoresCase)
    {
        var substring = Case.Fold(arguments[1], ignoresCase);
        return substring.Length > 0
            && Case.Fold(arguments[0], ignoresCase).Contains(substring, StringComparison.Ordinal);
    }
}
