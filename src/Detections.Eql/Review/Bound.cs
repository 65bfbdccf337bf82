using Detections.Eql.Syntax;
using Detections.Eql.Values;

namespace Detections.Eql.Review;

/// <summary>The comparison of a field with a number that bounds it on one side, or on both.</summary>
internal sealed record Bound(Expression Expression, string Field, ComparisonOperator Operator, Number Number)
{
    public static Bound? Of(Expression expression) =>
        expression is ComparisonExpression { Operator: not ComparisonOperator.NotEqual } comparison
            ? comparison switch
            {
                { Left: FieldExpression field, Right: LiteralExpression { Value: Number number } } => new Bound(
                    expression,
                    field.Name,
                    comparison.Operator,
                    number
                ),
                { Left: LiteralExpression { Value: Number number }, Right: FieldExpression field } => new Bound(
                    expression,
                    field.Name,
                    comparison.Operator.Swapped,
                    number
                ),
                _ => null,
            }
            : null;

    /// <summary>Whether no number satisfies both.</summary>
    public bool Excludes(Bound other) =>
        Operator == ComparisonOperator.Equal ? !other.Accepts(Number)
        : other.Operator == ComparisonOperator.Equal ? !Accepts(other.Number)
        : IsLower != other.IsLower
            && !(Accepts(other.Number) && other.Accepts(Number))
            && Number.Compare(IsLower ? Number : other.Number, IsLower ? other.Number : Number) >= 0;

    private bool IsLower => Operator is ComparisonOperator.Greater or ComparisonOperator.GreaterOrEqual;

    private bool Accepts(Number number) => Operator.Accepts(Number.Compare(number, Number));
}
