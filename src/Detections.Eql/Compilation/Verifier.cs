using System.Globalization;
using Detections.Eql.Functions;
using Detections.Eql.Syntax;

namespace Detections.Eql.Compilation;

/// <summary>
/// Rejects what parses and yet makes no sense: conditions that are not true or false, comparisons of things that do not compare,
/// wrong calls, fields that cannot be asked. After it a query always has a verdict.
/// </summary>
internal sealed partial class Verifier(SourceText source, FieldVerifier fields, FieldResolver resolver)
{
    public void Verify(Query query)
    {
        switch (query)
        {
            case EventQuery single:
                VerifyFilter(single);
                break;
            case SequenceQuery sequence:
                VerifyTerms(sequence.Until is null ? sequence.Terms : sequence.Terms.Add(sequence.Until));
                break;
            case SampleQuery sample:
                VerifyTerms(sample.Terms);
                break;
        }
    }

    private void VerifyFilter(EventQuery filter)
    {
        if (filter.Category is not null)
        {
            fields.VerifyCategory(filter.CategorySpan);
        }

        VerifyCondition(filter.Condition, "The condition must be true or false", "; compare it with something");
    }

    private void VerifyCondition(Expression expression, string demand, string advice = "")
    {
        switch (expression)
        {
            case NotExpression not:
                VerifyCondition(not.Operand, "[not] needs a condition");
                break;
            case LogicalExpression logical:
                foreach (var operand in logical.Operands)
                {
                    VerifyCondition(operand, $"[{logical.Word}] needs a condition on each side");
                }

                break;
            default:
                VerifyOperand(expression);
                if (TypeOf(expression) is not (StaticType.Boolean or StaticType.Null or StaticType.Unknown))
                {
                    throw source.Error(expression.Span, $"{demand}, found {DescribeTyped(expression)}{advice}");
                }

                break;
        }
    }

    private void VerifyOperand(Expression expression)
    {
        switch (expression)
        {
            case FieldExpression field:
                fields.Verify(field);
                break;
            case NotExpression or LogicalExpression:
                VerifyCondition(expression, "");
                break;
            case NegationExpression negation:
                VerifyNumber(negation.Operand, "-");
                break;
            case ArithmeticExpression arithmetic:
                VerifyNumber(arithmetic.Left, arithmetic.Operator.ToString());
                VerifyNumber(arithmetic.Right, arithmetic.Operator.ToString());
                break;
            case CallExpression call:
                VerifyCall(call);
                break;
            case ComparisonExpression comparison:
                VerifyComparison(comparison);
                break;
            case MembershipExpression membership:
                VerifyMembership(membership);
                break;
            case PatternExpression pattern:
                VerifyPattern(pattern);
                break;
        }
    }

    private void VerifyNumber(Expression operand, string op)
    {
        VerifyOperand(operand);
        if (TypeOf(operand) is not (StaticType.Number or StaticType.Null or StaticType.Unknown))
        {
            throw source.Error(operand.Span, $"[{op}] calculates with numbers, found {DescribeTyped(operand)}");
        }
    }

    private void VerifyComparison(ComparisonExpression comparison)
    {
        var (left, right) = (comparison.Left, comparison.Right);
        var op = comparison.Operator.Symbol;
        VerifyOperand(left);
        VerifyOperand(right);
        RejectFieldsOnBothSides(left, right, op);
        if (
            !comparison.Operator.IsEquality
            && (
                TypeOf(left) == StaticType.Boolean ? left
                : TypeOf(right) == StaticType.Boolean ? right
                : null
            )
                is { } boolean
        )
        {
            throw source.Error(boolean.Span, $"[{op}] orders numbers or strings, found {Describe(boolean)}");
        }

        RejectMismatch(left, right, $"[{op}] cannot compare");
        if (right is LiteralExpression literal)
        {
            fields.VerifyLiteral(left, literal, comparison.Operator);
        }
        else if (left is LiteralExpression swapped)
        {
            fields.VerifyLiteral(right, swapped, comparison.Operator.Swapped);
        }
    }

    private void RejectFieldsOnBothSides(Expression left, Expression right, string op)
    {
        if (resolver.DependsOnEvents(left) && resolver.DependsOnEvents(right))
        {
            var second = FieldCollector.Collect(right)[0];
            throw FieldsDoNotCompare(right, op, left is FieldExpression field ? [field.Name, second] : [second]);
        }
    }

    private void VerifyMembership(MembershipExpression membership)
    {
        var op = membership.Operator;
        VerifyOperand(membership.Operand);
        var expected = TypeOf(membership.Operand);
        for (var index = 0; index < membership.Values.Length; index++)
        {
            var value = membership.Values[index];
            VerifyOperand(value);
            if (resolver.DependsOnEvents(value))
            {
                throw value is FieldExpression offender
                    ? FieldsDoNotCompare(offender, op, offender.Name)
                    : source.Error(value.Span, $"The list of [{op}] holds constants only, found {Describe(value)}");
            }

            var type = TypeOf(value);
            if (type == StaticType.Null)
            {
                continue;
            }

            if (membership.IgnoresCase && type != StaticType.Text)
            {
                throw source.Error(value.Span, $"The list of [in~] holds strings only, found {Describe(value)}");
            }

            if (value is LiteralExpression literal)
            {
                fields.VerifyLiteral(membership.Operand, literal, ComparisonOperator.Equal);
            }

            RejectMixture(op, index, value, type, FirstType(membership));
            if (
                expected is StaticType.Text or StaticType.Number or StaticType.Boolean
                && type != expected
                && membership.Operand is not FieldExpression
            )
            {
                throw source.Error(
                    membership.Operand.Span.To(value.Span),
                    $"[{op}] cannot compare {Describe(membership.Operand)} with {Describe(value)}"
                );
            }
        }

        if (membership.IgnoresCase)
        {
            RejectNoText(membership.Operand, op);
        }
    }

    private StaticType FirstType(MembershipExpression membership)
    {
        foreach (var value in membership.Values)
        {
            if (TypeOf(value) is not StaticType.Null and var type)
            {
                return type;
            }
        }

        return StaticType.Null;
    }

    private void RejectMixture(string op, int index, Expression value, StaticType type, StaticType expected)
    {
        if (type != expected)
        {
            throw source.Error(
                value.Span,
                $"The list of [{op}] mixes types: value {(index + 1).ToString(CultureInfo.InvariantCulture)} must be a "
                    + $"{Name(expected)}, found {Describe(value)}"
            );
        }
    }

    private void RejectNoText(Expression operand, string op)
    {
        if (operand is FieldExpression field)
        {
            fields.VerifyText(field, op);
        }
        else if (TypeOf(operand) is not (StaticType.Text or StaticType.Null or StaticType.Unknown))
        {
            throw source.Error(
                operand.Span,
                $"[{op}] needs a string or a field on its left, found {Describe(operand)}"
            );
        }
    }

    private void RejectMismatch(Expression left, Expression right, string complaint)
    {
        var (first, second) = (TypeOf(left), TypeOf(right));
        if (
            left is FieldExpression
            || right is FieldExpression
            || first == second
            || first is StaticType.Null or StaticType.Unknown
            || second is StaticType.Null or StaticType.Unknown
        )
        {
            return;
        }

        throw source.Error(
            left.Span.To(right.Span),
            $"{complaint} {Describe(left)} with {Describe(right)}{HyphenAdvice(left)}"
        );
    }

    /// <summary><c>event-type == "x"</c> is a subtraction.</summary>
    private string HyphenAdvice(Expression expression) =>
        expression is ArithmeticExpression { Operator: '-', Left: FieldExpression left, Right: FieldExpression right }
        && right.Span.Start == left.Span.End + 1
            ? $"; if [-] is part of a field name, put the name in back-ticks: [`{source.Slice(expression.Span)}`]"
            : "";

    /// <summary>A constant in the wrong letter case is a field, too.</summary>
    private EqlException FieldsDoNotCompare(Expression offender, string op, params ReadOnlySpan<string> names)
    {
        var constant = "";
        foreach (var name in names)
        {
            var lower = name.ToLowerInvariant();
            constant = lower is "true" or "false" or "null" ? $"; did you mean [{lower}]?" : constant;
        }

        return source.Error(
            offender.Span,
            $"Comparisons against fields are not supported; offender [{(offender is FieldExpression field ? field.Name : source.Slice(offender.Span))}] in [{op}]{constant}"
        );
    }

    private StaticType TypeOf(Expression expression) =>
        expression switch
        {
            LiteralExpression literal => literal.Value switch
            {
                null => StaticType.Null,
                bool => StaticType.Boolean,
                string => StaticType.Text,
                _ => StaticType.Number,
            },
            FieldExpression field => resolver.TypeOf(field),
            NegationExpression or ArithmeticExpression => StaticType.Number,
            CallExpression call => FunctionTable.Find(call.Name)?.Result switch
            {
                ParameterType.Text => StaticType.Text,
                ParameterType.Boolean => StaticType.Boolean,
                _ => StaticType.Number,
            },
            _ => StaticType.Boolean,
        };

    private static string Name(StaticType type) =>
        type switch
        {
            StaticType.Text => "string",
            StaticType.Number => "number",
            StaticType.Boolean => "boolean",
            _ => "value",
        };

    private string DescribeTyped(Expression expression) =>
        expression is FieldExpression field
            ? $"the field [{field.Name}] of type [{resolver.TypeName(field.Name)}]"
            : Describe(expression);

    private string Describe(Expression expression) =>
        expression switch
        {
            LiteralExpression { IsNull: true } => "[null]",
            LiteralExpression literal => $"the {Name(TypeOf(literal))} [{source.Slice(literal.Span)}]",
            FieldExpression field => $"the field [{field.Name}]",
            CallExpression or NegationExpression or ArithmeticExpression =>
                $"the {Name(TypeOf(expression))} [{source.Slice(expression.Span)}]",
            _ => $"the condition [{source.Slice(expression.Span)}]",
        };
}
