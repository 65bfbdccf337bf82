using Detections.Eql.Values;

namespace Detections.Eql.Functions;

/// <summary>
/// <c>substring(source, start[, end])</c>: the UTF-16 units from a start up to an end that does not belong to it. Negative positions
/// count from the end of the text, those beyond it are its ends.
/// </summary>
internal static class Substring
{
    public static Function Function { get; } =
        new(
            "substring",
            ParameterType.Text,
            [
                new Parameter("source", ParameterType.Text),
                // A null start is 0, though the documentation knows it as required; leaving it out is an error
                new Parameter("start", ParameterType.Integer, TakesNull: true),
                new Parameter("end", ParameterType.Integer, IsOptional: true),
            ],
            Cut
        );

    private static Scalar Cut(ReadOnlySpan<Scalar> arguments)
    {
        var source = arguments[0].ToString();
        return
            TryPosition(arguments[1], source.Length, ifNull: 0, out var start)
            && TryPosition(arguments[2], source.Length, ifNull: source.Length, out var end)
            ? Scalar.Of(start < end ? source[start..end] : "")
            : Scalar.Null;
    }

    private static bool TryPosition(Scalar argument, int length, int ifNull, out int position)
    {
        position = ifNull;
        if (argument.IsNull)
        {
            return true;
        }

        if (!Coerce.TryInteger(argument, out var integer))
        {
            return false;
        }

        // As a 64-bit integer, since the least 32-bit one has no room for the sum
        position = (int)Math.Clamp(integer < 0 ? (long)integer + length : integer, 0, length);
        return true;
    }
}
