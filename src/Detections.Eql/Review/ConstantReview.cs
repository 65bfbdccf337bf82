using System.Linq;
using Detections.Eql.Compilation;
using Detections.Eql.Syntax;

namespace Detections.Eql.Review;

/// <summary>Conditions that do not depend on the event.</summary>
internal static class ConstantReview
{
    public static IEnumerable<EqlRemark> Of(ReviewedFilter filter)
    {
        var normalizer = new Normalizer(filter.Resolver);
        return Of(filter.Filter.Condition, filter, normalizer);
    }

    private static IEnumerable<EqlRemark> Of(Expression expression, ReviewedFilter filter, Normalizer normalizer)
    {
        // Somebody who writes [true] means it; the parts of what is decided by one of them are looked at by themselves
        var parts = expression switch
        {
            LogicalExpression logical => logical.Operands,
            NotExpression not => [not.Operand],
            _ => [],
        };
        if (parts.IsEmpty && expression is not LiteralExpression { Value: true })
        {
            if (normalizer.Rewrite(expression) is LiteralExpression literal)
            {
                yield return filter.Remark(
                    EqlRemarkKind.Constant,
                    expression.Span,
                    $"[{filter.Quote(expression)}] is {(literal.IsNull ? "never true" : literal.Value is true ? "always true" : "always false")}, whatever the event"
                );
            }
        }

        foreach (var remark in parts.SelectMany(part => Of(part, filter, normalizer)))
        {
            yield return remark;
        }
    }
}
