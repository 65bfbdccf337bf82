using Detections.Eql.Values;

namespace Detections.Eql.Functions;

/// <summary>
/// <c>indexOf(source, substring[, start])</c>: where the substring first stands at or after a start, counted in UTF-16 units from
/// 0; null if it does not. A start beyond either end is that end.
/// </summary>
internal static class IndexOf
{
    public static Function Function { get; } =
        new(
            "indexOf",
            ParameterType.Integer,
            [
                new Parameter("source", ParameterType.Text),
                new Parameter("substring", ParameterType.Text),
                new Parameter("start", ParameterType.Integer, IsOptional: true),
            ],
            ignoresCase => arguments => Find(arguments, ignoresCase)
        );

    private static Scalar Find(ReadOnlySpan<Scalar> arguments, bool ignoresCase)
    {
        var start = 0;
        if (!arguments[2].IsNull && !Coerce.TryInteger(arguments[2], out start))
        {
            return Scalar.Null;
        }

        var source = Case.Fold(arguments[0], ignoresCase);
        var index = source.IndexOf(
            Case.Fold(arguments[1], ignoresCase),
            Math.Clamp(start, 0, source.Length),
            StringComparison.Ordinal
        );
        return index < 0 ? Scalar.Null : Scalar.Of(new Number((long)index));
    }
}
