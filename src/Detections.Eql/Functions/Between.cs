using Detections.Eql.Values;

namespace Detections.Eql.Functions;

/// <summary>
/// <c>between(source, left, right[, greedy])</c>: the text between the first <c>left</c> and the next <c>right</c>, or with
/// <c>greedy</c> the last. Empty if they are not found; the source itself if one of the three texts is empty.
/// See https://www.elastic.co/docs/reference/query-languages/eql/eql-function-ref#eql-fn-between
/// </summary>
internal static class Between
{
    public static readonly Function Function = new(
        "between",
        ParameterType.Text,
        [
            new("source", ParameterType.Text),
            new("left", ParameterType.Text),
            new("right", ParameterType.Text),
            new("greedy", ParameterType.Boolean) { IsOptional = true },
        ]
    )
    {
        Body = arguments => Evaluate(arguments, ignoresCase: false),
        InsensitiveBody = arguments => Evaluate(arguments, ignoresCase: true),
    };

    private static Scalar Evaluate(ReadOnlySpan<Scalar> arguments, bool ignoresCase)
    {
        if (arguments.HasNull)
        {
            return Scalar.Null;
        }

        var source = arguments.Text(0);
        var (left, right) = (arguments.Text(1, ignoresCase), arguments.Text(2, ignoresCase));
        if (source == "" || left == "" || right == "")
        {
            return Scalar.Of(source);
        }

        var searched = arguments.Text(0, ignoresCase);
        var start = searched.IndexOf(left, StringComparison.Ordinal);
        if (start < 0)
        {
            return Scalar.Of("");
        }

        start += left.Length;
        var end = arguments.At(3).IsTrue
            ? searched.LastIndexOf(right, StringComparison.Ordinal)
            : searched.IndexOf(right, start, StringComparison.Ordinal);
        return Scalar.Of(end < start ? "" : source[start..end]);
    }
}
