using Detections.Eql.Values;

namespace Detections.Eql.Functions;

/// <summary>
/// <c>between(source, left, right[, greedy])</c>: what stands between the first <c>left</c> and the next <c>right</c>, or the last
/// one anywhere if greedy. Nothing found is the empty text; an empty source or bound gives the source as it is.
/// </summary>
internal static class Between
{
    public static Function Function { get; } =
        new(
            "between",
            ParameterType.Text,
            [
                new Parameter("source", ParameterType.Text),
                new Parameter("left", ParameterType.Text),
                new Parameter("right", ParameterType.Text),
                new Parameter("greedy_matching", ParameterType.Boolean, IsOptional: true),
            ],
            ignoresCase => arguments => Cut(arguments, ignoresCase)
        );

    private static Scalar Cut(ReadOnlySpan<Scalar> arguments, bool ignoresCase)
    {
        var source = Case.Fold(arguments[0], ignoresCase);
        var left = Case.Fold(arguments[1], ignoresCase);
        var right = Case.Fold(arguments[2], ignoresCase);
        var original = arguments[0].ToString();
        if (source.Length == 0 || left.Length == 0 || right.Length == 0)
        {
            return Scalar.Of(original);
        }

        var start = source.IndexOf(left, StringComparison.Ordinal);
        if (start < 0)
        {
            return Scalar.Of("");
        }

        start += left.Length;
        var end = arguments[3].IsTrue
            ? source.LastIndexOf(right, StringComparison.Ordinal)
            : source.IndexOf(right, start, StringComparison.Ordinal);
        return Scalar.Of(end < start ? "" : original[start..end]);
    }
}
