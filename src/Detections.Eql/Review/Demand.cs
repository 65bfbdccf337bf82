using System.Collections.Immutable;
using System.Linq;
using System.Text;
using Detections.Eql.Patterns;
using Detections.Eql.Syntax;

namespace Detections.Eql.Review;

/// <summary>A test of a field against texts, of which one has to fit.</summary>
/// <param name="Expression">The test.</param>
/// <param name="Field">The field.</param>
/// <param name="Texts">The texts.</param>
/// <param name="IgnoresCase">Whether letter case is of no account.</param>
/// <param name="HasWildcards">Whether any of them is a pattern.</param>
internal sealed record Demand(
    Expression Expression,
    string Field,
    ImmutableArray<string> Texts,
    bool IgnoresCase,
    bool HasWildcards
)
{
    public static Demand? Of(Expression expression) =>
        expression switch
        {
            ComparisonExpression
            {
                Operator: ComparisonOperator.Equal,
                Left: FieldExpression field,
                Right: LiteralExpression { Value: string or bool } literal
            } => new Demand(expression, field.Name, [literal.Text], false, false),
            ComparisonExpression
            {
                Operator: ComparisonOperator.Equal,
                Left: LiteralExpression { Value: string or bool } literal,
                Right: FieldExpression field
            } => new Demand(expression, field.Name, [literal.Text], false, false),
            MembershipExpression { Operand: FieldExpression field } membership
                when membership.Values.All(value => value is LiteralExpression { Value: string }) => new Demand(
                expression,
                field.Name,
                [.. membership.Values.Cast<LiteralExpression>().Select(literal => literal.Text)],
                membership.IgnoresCase,
                false
            ),
            PatternExpression { IsRegex: false, Operand: FieldExpression field } pattern => new Demand(
                expression,
                field.Name,
                [.. pattern.Patterns.Select(literal => literal.Text)],
                pattern.IgnoresCase,
                pattern.Patterns.Any(literal => Wildcard.IsIn(literal.Text))
            ),
            _ => null,
        };

    /// <summary>Whether no single value satisfies both.</summary>
    public bool Excludes(Demand other)
    {
        if (HasWildcards && other.HasWildcards)
        {
            return false;
        }

        var (texts, patterns) = HasWildcards ? (other, this) : (this, other);
        return texts.Texts.All(text => !patterns.Fits(text, IgnoresCase || other.IgnoresCase));
    }

    /// <summary>Whether every value that satisfies the other one satisfies this one.</summary>
    public bool Covers(Demand other) =>
        !other.HasWildcards && (IgnoresCase || !other.IgnoresCase) && other.Texts.All(text => Fits(text, IgnoresCase));

    private bool Fits(string text, bool ignoresCase)
    {
        var value = Encoding.UTF8.GetBytes(text);
        return Texts.Any(candidate =>
            HasWildcards
                ? new Wildcard(Encoding.UTF8.GetBytes(candidate), ignoresCase).Matches(value)
                : candidate.Equals(text, ignoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal)
        );
    }
}
