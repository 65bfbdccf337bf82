using System.Collections.Immutable;
using Detections.Eql.Syntax;

namespace Detections.Eql.Compilation;

/// <summary>
/// Folds constants and leaves few forms: literals stand on the right, <c>x != y</c> is <c>not x == y</c>, a bare field is
/// <c>field == true</c>, an optional field that no mapping has is <c>null</c>. Constants follow SQL's three-valued logic, where a
/// condition without any field may be null; a condition over fields is two-valued, and <c>not</c> is its complement, as in
/// Elasticsearch's translation to filters.
/// </summary>
internal sealed class Normalizer(FieldResolver resolver)
{
    /// <summary>A condition: <c>and</c>, <c>or</c> and <c>not</c> over leaves, or a literal.</summary>
    public Expression Rewrite(Expression expression) =>
        expression switch
        {
            NotExpression not => Complement(not.Span, Rewrite(not.Operand)),
            LogicalExpression logical => RewriteLogical(logical),
            ComparisonExpression { Operator: ComparisonOperator.NotEqual } comparison => Complement(
                comparison.Span,
                Rewrite(
                    new ComparisonExpression(
                        comparison.Span,
                        comparison.Left,
                        ComparisonOperator.Equal,
                        comparison.Right
                    )
                )
            ),
            // As Elasticsearch, which drops the comparison before it asks what is missing
            ComparisonExpression
            {
                Operator: ComparisonOperator.Equal,
                Left: CallExpression call,
                Right: LiteralExpression { Value: bool truth },
            } comparison => CompareCall(comparison.Span, call, truth),
            ComparisonExpression
            {
                Operator: ComparisonOperator.Equal,
                Left: LiteralExpression { Value: bool truth },
                Right: CallExpression call,
            } comparison => CompareCall(comparison.Span, call, truth),
            FieldExpression field => Fold(
                new ComparisonExpression(
                    field.Span,
                    field,
                    ComparisonOperator.Equal,
                    LiteralExpression.OfTruth(field.Span, true)
                )
            ),
            _ => Fold(expression),
        };

    /// <summary>An operand or leaf with everything in it that is constant replaced by its value.</summary>
    public Expression Fold(Expression expression)
    {
        var folded = expression switch
        {
            FieldExpression field => resolver.IsNull(field) ? LiteralExpression.OfTruth(field.Span, null) : field,
            NegationExpression negation => new NegationExpression(negation.Span, Fold(negation.Operand)),
            ArithmeticExpression sum => new ArithmeticExpression(
                sum.Span,
                Fold(sum.Left),
                sum.Operator,
                Fold(sum.Right)
            ),
            CallExpression call => new CallExpression(
                call.Span,
                call.NameSpan,
                call.Name,
                call.IgnoresCase,
                FoldAll(call.Arguments)
            ),
            NotExpression not => new NotExpression(not.Span, Fold(not.Operand)),
            LogicalExpression logical => new LogicalExpression(logical.Span, logical.IsAnd, FoldAll(logical.Operands)),
            ComparisonExpression comparison => FoldComparison(comparison),
            MembershipExpression membership => FoldMembership(membership),
            PatternExpression pattern => FoldPattern(pattern),
            _ => expression,
        };
        return folded is LiteralExpression or FieldExpression || HasField(folded)
            ? folded
            : LiteralExpression.Of(folded.Span, OperandCompiler.Evaluate(folded, resolver));
    }

    private Expression CompareCall(TextSpan span, CallExpression call, bool truth) =>
        truth ? Rewrite(call) : Complement(span, Rewrite(call));

    private static bool HasField(Expression expression) => !FieldCollector.Collect(expression).IsEmpty;

    private ImmutableArray<Expression> FoldAll(ImmutableArray<Expression> expressions)
    {
        var folded = ImmutableArray.CreateBuilder<Expression>(expressions.Length);
        foreach (var expression in expressions)
        {
            folded.Add(Fold(expression));
        }

        return folded.MoveToImmutable();
    }

    private static Expression Complement(TextSpan span, Expression operand) =>
        operand is LiteralExpression literal
            ? LiteralExpression.OfTruth(span, literal.Value is bool value ? !value : null)
            : new NotExpression(span, operand);

    private Expression RewriteLogical(LogicalExpression logical)
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

    private Expression FoldComparison(ComparisonExpression comparison)
    {
        var (left, op, right) = (Fold(comparison.Left), comparison.Operator, Fold(comparison.Right));
        if (
            !op.IsEquality
            && (left is LiteralExpression { IsNull: true } || right is LiteralExpression { IsNull: true })
        )
        {
            return LiteralExpression.OfTruth(comparison.Span, null);
        }

        return left is LiteralExpression
            ? new ComparisonExpression(comparison.Span, right, op.Swapped, left)
            : new ComparisonExpression(comparison.Span, left, op, right);
    }

    /// <summary>For a field, null in the list can only turn false into null, which is no difference to a filter.</summary>
    private Expression FoldMembership(MembershipExpression membership)
    {
        var operand = Fold(membership.Operand);
        var values = FoldAll(membership.Values);
        if (operand is not LiteralExpression)
        {
            values = values.RemoveAll(value => value is LiteralExpression { IsNull: true });
        }

        return values.IsEmpty
            ? LiteralExpression.OfTruth(membership.Span, null)
            : new MembershipExpression(membership.Span, operand, membership.Operator, values);
    }

    private Expression FoldPattern(PatternExpression pattern)
    {
        var operand = Fold(pattern.Operand);
        var patterns = pattern.Patterns.RemoveAll(literal => literal.IsNull);
        if (patterns.IsEmpty || operand is LiteralExpression { IsNull: true })
        {
            return LiteralExpression.OfTruth(pattern.Span, null);
        }

        var rest = new PatternExpression(pattern.Span, operand, pattern.Operator, patterns);
        var isFalse =
            operand is LiteralExpression
            && patterns.Length < pattern.Patterns.Length
            && !OperandCompiler.Evaluate(rest, resolver).IsTrue;
        return isFalse ? LiteralExpression.OfTruth(pattern.Span, null) : rest;
    }
}
