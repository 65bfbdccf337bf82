using System.Text;
using Detections.Eql.Syntax;

namespace Detections.Eql.Values;

/// <summary>
/// The instants that satisfy a comparison with a date, both ends included. A date without all of its parts is a span: after it is after
/// its last instant, up to it is up to its last, before it and from it on count from its first.
/// </summary>
internal readonly record struct InstantRange(long First, long Last)
{
    /// <param name="literal">A date in text, or milliseconds since 1970.</param>
    /// <param name="op">How the field is compared with it.</param>
    /// <param name="format">The field's own format, if it is not the default.</param>
    /// <param name="range">The instants.</param>
    public static bool TryParse(Scalar literal, ComparisonOperator op, DateFormat? format, out InstantRange range)
    {
        range = default;
        if (literal.Kind is not (ScalarKind.Text or ScalarKind.Number))
        {
            return false;
        }

        var text = Encoding.UTF8.GetBytes(literal.ToString());
        if (!Instant.TryParse(text, out var first, out var last))
        {
            if (format is null || !format.TryParse(text, out first))
            {
                return false;
            }

            last = first;
        }

        range = op switch
        {
            ComparisonOperator.Less when first == long.MinValue => new InstantRange(long.MaxValue, long.MinValue),
            ComparisonOperator.Less => new InstantRange(long.MinValue, first - 1),
            ComparisonOperator.LessOrEqual => new InstantRange(long.MinValue, last),
            ComparisonOperator.Greater when last == long.MaxValue => new InstantRange(long.MaxValue, long.MinValue),
            ComparisonOperator.Greater => new InstantRange(last + 1, long.MaxValue),
            ComparisonOperator.GreaterOrEqual => new InstantRange(first, long.MaxValue),
            _ => new InstantRange(first, last),
        };
        return true;
    }

    public bool Contains(long instant) => First <= instant && instant <= Last;
}
