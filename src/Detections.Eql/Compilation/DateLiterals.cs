using Detections.Eql.Syntax;
using Detections.Eql.Values;

namespace Detections.Eql.Compilation;

/// <summary>Literals that are compared with a date field, in the field's format or the default one.</summary>
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
        var keepsNanoseconds = kind == FieldKind.DateNanos;
        if (format is not null && format.TryParse(literal.Utf8, keepsNanoseconds, out range))
        {
            return true;
        }

        if (literal.Value is Number milliseconds)
        {
            range = DateLiteral.Of(milliseconds);
            return true;
        }

        return DateLiteral.TryParse(literal.Text, keepsNanoseconds, out range, out problem);
    }
}
