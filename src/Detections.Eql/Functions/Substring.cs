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
        return TryRange(arguments[1], arguments[2], source.Length, out var range)
            ? Scalar.Of(source[range.Start..range.End])
            : Scalar.Null;
    }

    /// <summary>What is cut out of a text of some length; false if that is null.</summary>
    public static bool TryRange(Scalar start, Scalar end, int length, out (int Start, int End) range)
    {
        range = default;
        if (
            !TryPosition(start, length, ifNull: 0, out var from)
            || !TryPosition(end, length, ifNull: length, out var to)
        )
        {
            return false;
        }

        range = (from, Math.Max(from, to));
        return true;
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
