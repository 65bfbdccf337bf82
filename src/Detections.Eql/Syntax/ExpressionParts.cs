using System.Linq;

namespace Detections.Eql.Syntax;

/// <summary>What an expression consists of.</summary>
internal static class ExpressionParts
{
    /// <summary>The expression and all that stands in it.</summary>
    public static IEnumerable<Expression> All(Expression expression) =>
        Of(expression).SelectMany(All).Prepend(expression);

    public static IEnumerable<Expression> Of(Expression expression) =>
        expression switch
        {
            NotExpression not => [not.Operand],
            LogicalExpression logical => logical.Operands,
            ComparisonExpression comparison => [comparison.Left, comparison.Right],
            MembershipExpression membership => [membership.Operand, .. membership.Values],
            PatternExpression pattern => [pattern.Operand],
            CallExpression call => call.Arguments,
            ArithmeticExpression arithmetic => [arithmetic.Left, arithmetic.Right],
            NegationExpression negation => [negation.Operand],
            _ => [],
        };
}
