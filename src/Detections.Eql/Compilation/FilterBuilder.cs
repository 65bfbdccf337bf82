using System.Collections.Immutable;
using System.Linq;
using System.Text;
using Detections.Eql.Functions;
using Detections.Eql.Patterns;
using Detections.Eql.Syntax;

namespace Detections.Eql.Compilation;

/// <summary>
/// Says of a normalized condition what all events that satisfy it have in common. It reads conditions as <see cref="StepCompiler"/>
/// does: a test of the values of one field is never satisfied without a value, and what is computed is left open.
/// </summary>
internal sealed class FilterBuilder(FieldResolver resolver)
{
    public EqlFilter Build(Expression condition) => Of(condition, holds: true);

    private EqlFilter Of(Expression expression, bool holds) =>
        expression switch
        {
            LiteralExpression literal => literal.Value is true == holds ? EqlFilter.Everything : EqlFilter.Nothing,
            NotExpression not => Of(not.Operand, !holds),
            LogicalExpression logical when logical.IsAnd == holds => EqlFilter.All(
                logical.Operands.Select(operand => Of(operand, holds))
            ),
            LogicalExpression logical => EqlFilter.Any(logical.Operands.Select(operand => Of(operand, holds))),
            ComparisonExpression
            {
                Operator: ComparisonOperator.Equal,
                Left: FieldExpression field,
                Right: LiteralExpression { IsNull: true }
            } => holds ? EqlFilter.Everything : new EqlFilterExists(SourceOf(field)),
            _ when !holds => EqlFilter.Everything,
            ComparisonExpression
            {
                Left: FieldExpression field,
                Right: LiteralExpression { IsNull: false } literal
            } test when test.Operator != ComparisonOperator.NotEqual => Compare(field, test.Operator, literal),
            MembershipExpression { Operand: FieldExpression field } membership => Among(field, membership),
            PatternExpression { Operand: FieldExpression field } pattern => pattern.IsRegex
                ? Regex(field, pattern)
                : Like(field, [.. pattern.Patterns.Select(literal => literal.Text)], pattern.IgnoresCase),
            CallExpression { Arguments: [FieldExpression field, ..] } call
                when ValueFunctions.TryBind(call, resolver.KindOf(field.Name)) is not null => Call(field, call),
            _ => EqlFilter.Everything,
        };

    private string SourceOf(FieldExpression field) => resolver.SourceOf(field.Name);

    private EqlFilter Compare(FieldExpression field, ComparisonOperator op, LiteralExpression literal) =>
        op == ComparisonOperator.Equal && ComparesText(field, literal)
            ? new EqlFilterAnyOf(SourceOf(field), [literal.Text], IgnoresCase: false)
            : new EqlFilterExists(SourceOf(field));

    private EqlFilter Among(FieldExpression field, MembershipExpression membership)
    {
        var literals = membership.Values.OfType<LiteralExpression>().ToList();
        return literals.TrueForAll(literal => ComparesText(field, literal))
            ? new EqlFilterAnyOf(
                SourceOf(field),
                [.. literals.Select(literal => literal.Text).Distinct()],
                membership.IgnoresCase
            )
            : new EqlFilterExists(SourceOf(field));
    }

    /// <summary>Whether the value equals the literal exactly if its text does.</summary>
    private bool ComparesText(FieldExpression field, LiteralExpression literal) =>
        resolver.KindOf(field.Name) switch
        {
            FieldKind.Text => true,
            FieldKind.Unknown or FieldKind.Boolean => literal.Value is string or bool,
            _ => false,
        };

    private EqlFilter Like(FieldExpression field, ImmutableArray<string> patterns, bool ignoresCase)
    {
        if (patterns.Any(pattern => pattern.Length > 0 && pattern.All(unit => unit == '*')))
        {
            return new EqlFilterExists(SourceOf(field));
        }

        return EqlFilter.Any(
            patterns.Select(pattern =>
                Wildcard.IsIn(pattern)
                    ? (EqlFilter)new EqlFilterLike(SourceOf(field), [pattern], ignoresCase)
                    : new EqlFilterAnyOf(SourceOf(field), [pattern], ignoresCase)
            )
        );
    }

    private EqlFilter Regex(FieldExpression field, PatternExpression pattern) =>
        LuceneRegex.TryCreate(pattern.JoinedPattern, pattern.IgnoresCase, out var regex, out _, out _)
        && regex.Literal is { } literal
            ? new EqlFilterAnyOf(SourceOf(field), [literal], pattern.IgnoresCase)
            : new EqlFilterExists(SourceOf(field));

    private EqlFilter Call(FieldExpression field, CallExpression call)
    {
        var function = FunctionTable.Find(call.Name)!;
        if (function == CidrMatch.Function)
        {
            return new EqlFilterExists(SourceOf(field));
        }

        var text = ((LiteralExpression)call.Arguments[1]).Text;
        var pattern =
            function == StartsWith.Function ? $"{Literally(text)}*"
            : function == EndsWith.Function ? $"*{WithoutEscapes(text)}"
            : WithoutEscapes($"*{text}*");
        return Like(field, [pattern], call.IgnoresCase);
    }

    /// <summary>A wildcard that means itself cannot be said; any character is more.</summary>
    private static string Literally(string text) => text.Replace('*', '?');

    private static string WithoutEscapes(string lucene)
    {
        var pattern = new StringBuilder();
        for (var index = 0; index < lucene.Length; index++)
        {
            var isEscape = lucene[index] == '\\' && index + 1 < lucene.Length;
            pattern.Append(isEscape ? Literally(lucene[++index].ToString()) : lucene[index]);
        }

        return pattern.ToString();
    }
}
