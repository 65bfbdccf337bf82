using Detections.Eql.Values;

namespace Detections.Eql.Functions;

/// <summary>
/// <c>indexOf(source, part[, start])</c>: where the part is first found, from 0 and not before the start, or null if it is not.
/// </summary>
internal static class IndexOf
{
    public static readonly Function Function = new(
        "indexOf",
        ParameterType.Integer,
        [
            new("source", ParameterType.Text),
            new("part", ParameterType.Text),
            new("start", ParameterType.Integer) { IsOptional = true },
        ]
    )
    {
        Body = arguments => Evaluate(arguments, ignoresCase: false),
        InsensitiveBody = arguments => Evaluate(arguments, ignoresCase: true),
    };

    private static Scalar Evaluate(ReadOnlySpan<Scalar> arguments, bool ignoresCase)
    {
        if (arguments[0].IsNull || arguments[1].IsNull)
        {
            return Scalar.Null;
        }

        var (source, part) = (arguments.Text(0, ignoresCase), arguments.Text(1, ignoresCase));
        var start = arguments.At(2) is { IsNull: false } given ? Math.Max(Arguments.Index(given), 0) : 0;
        var index = start > source.Length ? -1 : source.IndexOf(part, start, StringComparison.Ordinal);
        return index < 0 ? Scalar.Null : Scalar.Of(new Number((long)index));
    }
}
