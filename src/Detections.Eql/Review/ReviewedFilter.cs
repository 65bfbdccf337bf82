using System.Collections.Immutable;
using System.Linq;
using Detections.Eql.Compilation;
using Detections.Eql.Syntax;

namespace Detections.Eql.Review;

/// <summary>An event filter under review, and what is needed to judge it.</summary>
internal sealed class ReviewedFilter(
    SourceText source,
    EventQuery filter,
    ImmutableArray<FieldExpression> keys,
    FieldResolver resolver,
    string categoryField
)
{
    public EventQuery Filter { get; } = filter;

    public ImmutableArray<FieldExpression> Keys { get; } = keys;

    public FieldResolver Resolver { get; } = resolver;

    public string CategoryField { get; } = categoryField;

    /// <summary>The condition with that of the category.</summary>
    public Expression Whole { get; } = filter.Restrict(categoryField);

    public string Quote(Expression expression) => source.Slice(expression.Span);

    public EqlRemark Remark(EqlRemarkKind kind, TextSpan span, string message)
    {
        var error = source.Error(span, message).Error;
        return new EqlRemark(kind, message, error.Line, error.Column, error.Length);
    }

    /// <summary>All that has to hold, brackets within it opened.</summary>
    public static IEnumerable<Expression> Conjuncts(Expression expression) =>
        expression is LogicalExpression { IsAnd: true } and ? and.Operands.SelectMany(Conjuncts) : [expression];
}
