namespace Detections.Eql.Syntax;

/// <summary><c>category where condition</c>.</summary>
/// <param name="Category">The category, or null for <c>any</c>.</param>
/// <param name="CategorySpan">Where the category stands.</param>
/// <param name="Condition">The condition.</param>
internal sealed record EventQuery(string? Category, TextSpan CategorySpan, Expression Condition) : Query
{
    public override string ToString() =>
        $"{(Category is null ? "any" : StringLiteral.Write(Category))} where {Condition}";

    /// <summary>The condition together with the test of the category.</summary>
    public Expression Restrict(string categoryField) =>
        Category is null
            ? Condition
            : new LogicalExpression(
                CategorySpan.To(Condition.Span),
                isAnd: true,
                [
                    new ComparisonExpression(
                        CategorySpan,
                        new FieldExpression(CategorySpan, categoryField),
                        ComparisonOperator.Equal,
                        new LiteralExpression(CategorySpan, Category, Category)
                    ),
                    Condition,
                ]
            );
}
