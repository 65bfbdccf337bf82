using System.Collections.Immutable;
using System.Linq;
using Detections.Eql.Syntax;
using Detections.Eql.Values;

namespace Detections.Eql.Compilation;

/// <summary>
/// Rejects fields that cannot be asked as the mapping knows them, and constants that their type cannot be. Where the mapping is not
/// known for sure, what would be an error is a warning.
/// </summary>
internal sealed class FieldVerifier(SourceText source, FieldResolver resolver, EqlOptions options)
{
    private readonly List<(EqlError Error, EqlRemarkKind Kind)> _warnings = [];
    private readonly HashSet<string> _unknown = [];

    public ImmutableArray<EqlError> Warnings => [.. _warnings.Select(warning => warning.Error)];

    /// <summary>The same, for those who want to know what they are about.</summary>
    public ImmutableArray<EqlRemark> Remarks =>
        [
            .. _warnings.Select(warning => new EqlRemark(
                warning.Kind,
                warning.Error.Message,
                warning.Error.Line,
                warning.Error.Column,
                warning.Error.Length
            )),
        ];

    public void Verify(FieldExpression field)
    {
        var type = resolver.TypeOf(field.Name);
        if (type is null)
        {
            if (!field.IsOptional)
            {
                VerifyExists(field.Name, field.Span);
            }

            return;
        }

        if (Objection(field.Name, type) is { } objection)
        {
            throw source.Error(field.Span, objection);
        }

        if (type.ConflictsWith is { } other)
        {
            Warn(
                field.Span,
                $"The field [{field.Name}] is of type [{type.Name}] in one index and [{other}] in another; compared as [{type.Name}]"
            );
        }
    }

    /// <summary>The category field has to exist, too; it is written nowhere.</summary>
    public void VerifyCategory(TextSpan category)
    {
        if (resolver.TypeOf(options.EventCategoryField) is null)
        {
            VerifyExists(options.EventCategoryField, category);
        }
    }

    /// <summary>Operators of text work on fields of text.</summary>
    public void VerifyText(FieldExpression field, string op)
    {
        if (resolver.KindOf(field.Name) is FieldKind.Text or FieldKind.Unknown || resolver.IsNull(field))
        {
            return;
        }

        Complain(
            field.Span,
            $"[{op}] needs a string on its left, found the field [{field.Name}] of type [{resolver.TypeName(field.Name)}]"
        );
    }

    /// <summary>A constant that the field can never be.</summary>
    public void VerifyLiteral(Expression operand, LiteralExpression literal, ComparisonOperator op)
    {
        if (operand is not FieldExpression field || literal.IsNull || resolver.IsNull(field))
        {
            return;
        }

        var expected = resolver.KindOf(field.Name) switch
        {
            FieldKind.Number when literal.Value is bool || !Number.TryParse(literal.Utf8, out _) => "a number",
            FieldKind.Boolean when literal.Text is not ("true" or "false") => "[true] or [false]",
            FieldKind.Address when !IsAddress(literal.Text, op) => "an IP address",
            FieldKind.Date or FieldKind.DateNanos => DateObjection(field, literal),
            _ => null,
        };
        if (expected is not null)
        {
            Complain(
                literal.Span,
                $"[{source.Slice(literal.Span)}] can never be a value of the field [{field.Name}] of type [{resolver.TypeName(field.Name)}], expected {expected}"
            );
        }
    }

    private static bool IsAddress(string text, ComparisonOperator op) =>
        IpAddress.TryParse(text.AsSpan(), out _) || (op.IsEquality && CidrBlock.TryParse(text, out _, out _));

    private string? DateObjection(FieldExpression field, LiteralExpression literal)
    {
        if (literal.Value is bool)
        {
            return "a date";
        }

        var kind = resolver.KindOf(field.Name);
        return DateLiterals.TryRead(literal, kind, resolver.FormatOf(field.Name), out _, out var problem) ? null
            : problem!.Contains(" run", StringComparison.Ordinal)
            || problem.Contains("calculation", StringComparison.Ordinal)
                ? "a date; date math has no fixed meaning here, write the date"
            : "a date such as [\"2026-11-24T10:00:00Z\"] or milliseconds since 1970";
    }

    private static string? Objection(string name, FieldType type)
    {
        if (type.NestedIn is { } parent)
        {
            return $"Cannot use field [{name}] type [{type.Name}] with unsupported nested type in hierarchy (field [{parent}])";
        }

        if (type.Name is "text" or "match_only_text" && type.ExactField is null)
        {
            return $"Cannot use field [{name}] of type [{type.Name}]: it has no keyword sub-field for exact matches; add one to the mapping";
        }

        if (type.HasNormalizer)
        {
            return $"Cannot use field [{name}]: its normalizer changes values before they are compared; use a keyword without one";
        }

        return FieldKinds.Of(type) == FieldKind.Unknown
            ? $"Cannot use field [{name}] with unsupported type [{type.Name}]"
            : null;
    }

    private void VerifyExists(string name, TextSpan span)
    {
        if (!options.Types.IsComplete || !_unknown.Add(name))
        {
            return;
        }

        var message = $"Unknown column [{name}]{Suggestion.DidYouMean(Suggestion.Nearest(name, options.Types.Names))}";
        if (options.RejectsUnknownFields)
        {
            throw source.Error(span, message);
        }

        Warn(span, message, EqlRemarkKind.UnknownField);
    }

    private void Complain(TextSpan span, string message)
    {
        if (options.Types.IsComplete)
        {
            throw source.Error(span, message);
        }

        Warn(span, message);
    }

    private void Warn(TextSpan span, string message, EqlRemarkKind kind = EqlRemarkKind.Type) =>
        _warnings.Add((source.Error(span, message).Error, kind));
}
