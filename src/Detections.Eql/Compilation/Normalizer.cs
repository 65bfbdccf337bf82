using System.Collections.Immutable;
using Detections.Eql.Execution;
using Detections.Eql.Syntax;

namespace Detections.Eql.Compilation;

/// <summary>
/// Folds constants and leaves few forms: literals stand on the right, <c>x != y</c> is <c>not x == y</c>, a bare field is
/// <c>field == true</c>. Constants follow SQL's three-valued logic, where a condition without any field may be null; a condition
/// over fields is two-valued, and <c>not</c> is its complement, as in Elasticsearch's translation to filters.
/// </summary>
internal static class Normalizer
{
    public static Expression Rewrite(Expression expression) =>
        expression switch
        {
            FieldExpression field => new ComparisonExpression(
                field.Span,
                field,
                ComparisonOperator.Equal,
                LiteralExpression.OfTruth(field.Span, true)
            ),
            NotExpression not => Complement(not.Span, Rewrite(not.Operand)),
            LogicalExpression logical => RewriteLogical(logical),
            ComparisonExpression comparison => RewriteComparison(comparison),
            MembershipExpression membership => RewriteMembership(membership),
            PatternExpression pattern => RewritePattern(pattern),
            _ => expression,
        };

    private static Expression Complement(TextSpan span, Expression operand) =>
        operand is LiteralExpression literal
            ? LiteralExpression.OfTruth(span, literal.Value is bool value ? !value : null)
            : new NotExpression(span, operand);

    private static Expression RewriteLogical(LogicalExpression logical)
    {
        var decisive = !logical.IsAnd;
        var hasNull = false;
        var operands = ImmutableArray.CreateBuilder<Expression>();
        foreach (var operand in logical.Operands)
        {
            var rewritten = Rewrite(operand);
            if (rewritten is not LiteralExpression literal)
            {
                operands.Add(rewritten);
            }
            else if (literal.Value is bool value && value == decisive)
            {
                return LiteralExpression.OfTruth(logical.Span, decisive);
            }
            else
            {
                hasNull |= literal.IsNull;
            }
        }

        if (operands.Count == 0)
        {
            return LiteralExpression.OfTruth(logical.Span, hasNull ? null : logical.IsAnd);
        }

        if (hasNull && logical.IsAnd)
        {
            return LiteralExpression.OfTruth(logical.Span, false);
        }

        return operands.Count == 1
            ? operands[0]
            : new LogicalExpression(logical.Span, logical.IsAnd, operands.ToImmutable());
    }

    private static Expression RewriteComparison(ComparisonExpression comparison)
    {
        var (left, op, right) = (Operand(comparison.Left), comparison.Operator, Operand(comparison.Right));
        if (left is LiteralExpression)
        {
            (left, op, right) = (right, op.Swapped, left);
        }

        var span = comparison.Span;
        if (op == ComparisonOperator.NotEqual)
        {
            return Complement(span, RewriteEquality(span, left, (LiteralExpression)right));
        }

        if (op == ComparisonOperator.Equal)
        {
            return RewriteEquality(span, left, (LiteralExpression)right);
        }

        var literal = (LiteralExpression)right;
        if (literal.IsNull || left is LiteralExpression { IsNull: true })
        {
            return LiteralExpression.OfTruth(span, null);
        }

        return left is LiteralExpression constant
            ? LiteralExpression.OfTruth(span, Test(constant, ValueTests.Compare(op, literal)))
            : new ComparisonExpression(span, left, op, literal);
    }

    private static Expression RewriteEquality(TextSpan span, Expression left, LiteralExpression right)
    {
        if (left is not LiteralExpression constant)
        {
            return new ComparisonExpression(span, left, ComparisonOperator.Equal, right);
        }

        if (constant.IsNull || right.IsNull)
        {
            return LiteralExpression.OfTruth(span, constant.IsNull && right.IsNull);
        }

        return LiteralExpression.OfTruth(span, Test(constant, ValueTests.Compare(ComparisonOperator.Equal, right)));
    }

    private static Expression RewriteMembership(MembershipExpression membership)
    {
        var values = ImmutableArray.CreateBuilder<Expression>();
        foreach (var value in membership.Values)
        {
            if (value is LiteralExpression { IsNull: false })
            {
                values.Add(value);
            }
        }

        var operand = Operand(membership.Operand);
        if (values.Count == 0 || operand is LiteralExpression { IsNull: true })
        {
            return LiteralExpression.OfTruth(membership.Span, null);
        }

        var rest = new MembershipExpression(membership.Span, operand, membership.Operator, values.ToImmutable());
        if (operand is not LiteralExpression constant)
        {
            return rest;
        }

        var found = Test(constant, ValueTests.Among(rest));
        return LiteralExpression.OfTruth(
            membership.Span,
            found || values.Count == membership.Values.Length ? found : null
        );
    }

    private static Expression RewritePattern(PatternExpression pattern)
    {
        var patterns = ImmutableArray.CreateBuilder<LiteralExpression>();
        foreach (var literal in pattern.Patterns)
        {
            if (!literal.IsNull)
            {
                patterns.Add(literal);
            }
        }

        if (patterns.Count == 0 || pattern.Operand is LiteralExpression { IsNull: true })
        {
            return LiteralExpression.OfTruth(pattern.Span, null);
        }

        var rest = new PatternExpression(pattern.Span, pattern.Operand, pattern.Operator, patterns.ToImmutable());
        if (pattern.Operand is not LiteralExpression constant)
        {
            return rest;
        }

        var found = Test(constant, ValueTests.Like(rest));
        return LiteralExpression.OfTruth(
            pattern.Span,
            found || patterns.Count == pattern.Patterns.Length ? found : null
        );
    }

    private static Expression Operand(Expression operand) => operand is FieldExpression ? operand : Rewrite(operand);

    private static bool Test(LiteralExpression literal, ValueTest test)
    {
        var kind = literal.Value switch
        {
            string => ValueKind.String,
            bool => ValueKind.Boolean,
            _ => ValueKind.Number,
        };
        return test(new EventValue(literal.Utf8, kind));
    }
}
