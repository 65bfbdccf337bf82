using System.Linq;
using Detections.Eql.Compilation;
using Detections.Eql.Syntax;

namespace Detections.Eql.Review;

/// <summary>Conditions that have to hold together and cannot.</summary>
internal static class ContradictionReview
{
    /// <summary>Fields that have several values, of which each condition may mean another.</summary>
    private static readonly string[] Lists =
    [
        "event.type",
        "tags",
        "host.ip",
        "host.mac",
        "dns.resolved_ip",
        "dns.header_flags",
        "registry.data.strings",
    ];

    private static readonly string[] ListEndings = [".args", ".env_vars", ".flags", ".roles", ".ids", ".tags"];

    public static IEnumerable<EqlRemark> Of(ReviewedFilter filter) =>
        Conjunctions(filter.Whole, isInAnother: false).SelectMany(and => Of(and, filter));

    /// <summary>A bracket of <c>and</c> inside of <c>and</c> is looked at with it.</summary>
    private static IEnumerable<LogicalExpression> Conjunctions(Expression expression, bool isInAnother)
    {
        if (expression is LogicalExpression { IsAnd: true } and && !isInAnother)
        {
            yield return and;
        }

        var inner = ExpressionParts
            .Of(expression)
            .SelectMany(part => Conjunctions(part, expression is LogicalExpression { IsAnd: true }));
        foreach (var found in inner)
        {
            yield return found;
        }
    }

    private static IEnumerable<EqlRemark> Of(LogicalExpression and, ReviewedFilter filter)
    {
        var conjuncts = ReviewedFilter.Conjuncts(and).ToList();
        for (var second = 1; second < conjuncts.Count; second++)
        {
            for (var first = 0; first < second; first++)
            {
                if (Exclude(conjuncts[first], conjuncts[second], filter.Resolver))
                {
                    yield return Remark(conjuncts[first], conjuncts[second], filter);
                    break;
                }
            }
        }
    }

    private static EqlRemark Remark(Expression first, Expression second, ReviewedFilter filter)
    {
        var isCategory = first.Span == filter.Filter.CategorySpan;
        return filter.Remark(
            isCategory ? EqlRemarkKind.Category : EqlRemarkKind.Contradiction,
            second.Span,
            isCategory
                ? $"[{filter.Quote(second)}] asks for another category than [{filter.Filter.Category} where]; the event would have to have both"
                : $"[{filter.Quote(second)}] excludes [{filter.Quote(first)}], and both have to hold: nothing matches"
        );
    }

    private static bool Exclude(Expression first, Expression second, FieldResolver resolver)
    {
        var (left, leftIsNegated) = Strip(first);
        var (right, rightIsNegated) = Strip(second);
        return (leftIsNegated, rightIsNegated) switch
        {
            (true, true) => false,
            (false, false) => ExcludesMissing(left, right)
                || ExcludesMissing(right, left)
                || Differ(left, right, resolver),
            (true, false) => Denies(left, right, resolver),
            (false, true) => Denies(right, left, resolver),
        };
    }

    private static bool Denies(Expression unwanted, Expression wanted, FieldResolver resolver) =>
        (wanted.GetType() == unwanted.GetType() && wanted.ToString() == unwanted.ToString())
        || (
            Demand.Of(wanted) is { } demand
            && Demand.Of(unwanted) is { } exclusion
            && demand.Field == exclusion.Field
            && ComparesAsText(demand.Field, resolver)
            && exclusion.Covers(demand)
        );

    private static bool Differ(Expression left, Expression right, FieldResolver resolver) =>
        (
            Bound.Of(left) is { } bound
            && Bound.Of(right) is { } other
            && bound.Field == other.Field
            && !IsList(bound.Field)
            && bound.Excludes(other)
        )
        || (
            Demand.Of(left) is { } one
            && Demand.Of(right) is { } two
            && one.Field == two.Field
            && ComparesAsText(one.Field, resolver)
            && !IsList(one.Field)
            && one.Excludes(two)
        );

    private static bool ComparesAsText(string field, FieldResolver resolver) =>
        resolver.KindOf(field) is FieldKind.Text or FieldKind.Unknown or FieldKind.Boolean;

    /// <summary><c>field == null</c> together with a test that a missing field cannot pass.</summary>
    private static bool ExcludesMissing(Expression missing, Expression test) =>
        missing
            is ComparisonExpression
            {
                Operator: ComparisonOperator.Equal,
                Left: FieldExpression field,
                Right: LiteralExpression { IsNull: true }
            }
        && (
            Demand.Of(test)?.Field == field.Name
            || Bound.Of(test)?.Field == field.Name
            || test
                is ComparisonExpression
                {
                    Operator: ComparisonOperator.NotEqual,
                    Left: FieldExpression other,
                    Right: LiteralExpression { IsNull: true }
                }
                && other.Name == field.Name
        );

    /// <summary>The condition without its negation.</summary>
    private static (Expression Condition, bool IsNegated) Strip(Expression expression) =>
        expression switch
        {
            NotExpression { Operand: NotExpression inner } => Strip(inner.Operand),
            NotExpression not => (not.Operand, true),
            ComparisonExpression { Operator: ComparisonOperator.NotEqual } comparison
                when comparison.Right is LiteralExpression { IsNull: false } => (
                new ComparisonExpression(comparison.Span, comparison.Left, ComparisonOperator.Equal, comparison.Right),
                true
            ),
            _ => (expression, false),
        };

    /// <summary>The category is a list in ECS; still, who asks for two of them in one event has most likely mistaken one.</summary>
    private static bool IsList(string field) =>
        Lists.Contains(field, StringComparer.Ordinal)
        || field.StartsWith("related.", StringComparison.Ordinal)
        || Array.Exists(ListEndings, ending => field.EndsWith(ending, StringComparison.Ordinal));
}
