using System.Text;
using Detections.Eql.Syntax;
using Detections.Eql.Values;

namespace Detections.Eql.Compilation;

/// <summary>Literals that are compared with a date field: a text in the field's format or the default one, or milliseconds.</summary>
internal static class DateLiterals
{
    public static bool TryRead(
        LiteralExpression literal,
        FieldKind kind,
        DateFormat? format,
        out InstantRange range,
        out string? problem
    )
    {
        problem = null;
        if (literal.Value is Number milliseconds)
        {
            range = DateLiteral.Of(milliseconds);
            return true;
        }

        if (format is not null && format.TryParse(Encoding.UTF8.GetBytes(literal.Text), out var instant))
        {
            range = new InstantRange(instant, instant);
            return true;
        }

        return DateLiteral.TryParse(literal.Text, kind == FieldKind.DateNanos, out range, out problem);
    }
}
