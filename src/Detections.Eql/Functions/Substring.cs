using Detections.Eql.Values;

namespace Detections.Eql.Functions;

/// <summary>
/// <c>substring(source, start[, end])</c>: a part of a text, in UTF-16 units. Negative positions count from the end, positions beyond
/// the text are its ends, and a start that is not before the end gives the empty text.
/// </summary>
internal static class Substring
{
    public static readonly Function Function = new(
        "substring",
        ParameterType.Text,
        [
            new("source", ParameterType.Text),
            new("start", ParameterType.Integer),
            new("end", ParameterType.Integer) { IsOptional = true },
        ]
    )
    {
        Body = Evaluate,
    };

    private static Scalar Evaluate(ReadOnlySpan<Scalar> arguments)
    {
        if (arguments[0].IsNull)
        {
            return Scalar.Null;
        }

        var source = arguments.Text(0);
        var start = Position(arguments[1], source.Length, otherwise: 0);
        var end = Position(arguments.At(2), source.Length, otherwise: source.Length);
        return Scalar.Of(start < end ? source[start..end] : "");
    }

    private static int Position(Scalar value, int length, int otherwise)
    {
        if (value.IsNull)
        {
            return otherwise;
        }

        var position = (long)Arguments.Index(value);
        return (int)Math.Clamp(position < 0 ? position + length : position, 0, length);
    }
}
