using System.Globalization;
using Detections.Eql.Syntax;
using Detections.Eql.Values;

namespace Detections.Eql.Compilation;

/// <summary>
/// Rejects what parses and yet makes no sense: conditions that are not true or false, comparisons of things that do not compare,
/// and what cannot be evaluated yet. After it a query always has a verdict.
/// </summary>
internal sealed class Verifier(SourceText source)
{
    public void Verify(EventQuery query) =>
        VerifyCondition(query.Condition, "The condition must be true or false", "; compare it with something");

    private void VerifyCondition(Expression expression, string demand, string advice = "")
    {
        switch (expression)
        {
            case LiteralExpression { Value: not (null or bool) } literal:
                throw source.Error(literal.Span, $"{demand}, found {Describe(literal)}{advice}");
            case FieldExpression field when FieldTypes.Of(field.Name) is { } type:
                throw source.Error(field.Span, $"{demand}, found the field [{field.Name}] of type [{type}]{advice}");
            case NotExpression not:
                VerifyCondition(not.Operand, "[not] needs a condition");
                break;
            case LogicalExpression logical:
                foreach (var operand in logical.Operands)
                {
                    VerifyCondition(operand, $"[{logical.Word}] needs a condition on each side");
                }

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

    private void VerifyComparison(ComparisonExpression comparison)
    {
        var (left, right) = (comparison.Left, comparison.Right);
        var op = comparison.Operator.Symbol;
        VerifyOperand(left, comparison.Span);
        VerifyOperand(right, comparison.Span);
        if (left is FieldExpression field && right is FieldExpression offender)
        {
            throw FieldsDoNotCompare(offender, op, field.Name, offender.Name);
        }

        if (IsNull(left) || IsNull(right))
        {
            return;
        }

        RejectTypedField(left);
        RejectTypedField(right);
        if (
            !comparison.Operator.IsEquality
            && (
                IsBoolean(left) ? left
                : IsBoolean(right) ? right
                : null
            )
                is { } boolean
        )
        {
            throw source.Error(boolean.Span, $"[{op}] orders numbers or strings, found {Describe(boolean)}");
        }

        RejectMismatch(left, right, $"[{op}] cannot compare");
    }

    private void VerifyMembership(MembershipExpression membership)
    {
        var op = membership.Operator;
        VerifyOperand(membership.Operand, membership.Span);
        LiteralExpression? first = null;
        for (var index = 0; index < membership.Values.Length; index++)
        {
            var value = membership.Values[index];
            if (value is FieldExpression offender)
            {
                throw FieldsDoNotCompare(offender, op, offender.Name);
            }

            if (value is not LiteralExpression literal)
            {
                throw source.Error(value.Span, $"The list of [{op}] holds literals only, found {Describe(value)}");
            }

            if (literal.IsNull)
            {
                continue;
            }

            if (membership.IgnoresCase && literal.Value is not string)
            {
                throw source.Error(literal.Span, $"The list of [in~] holds strings only, found {Describe(literal)}");
            }

            first ??= literal;
            if (TypeOf(literal) != TypeOf(first))
            {
                throw source.Error(
                    literal.Span,
                    $"The list of [{op}] mixes types: value {(index + 1).ToString(CultureInfo.InvariantCulture)} must be a "
                        + $"{TypeOf(first)}, found {Describe(literal)}"
                );
            }
        }

        if (first is null || IsNull(membership.Operand))
        {
            return;
        }

        RejectTypedField(membership.Operand);
        RejectMismatch(membership.Operand, first, $"[{op}] cannot compare");
    }

    private void VerifyPattern(PatternExpression pattern)
    {
        VerifyOperand(pattern.Operand, pattern.Span);
        foreach (var literal in pattern.Patterns)
        {
            if (literal.Value is not (null or string))
            {
                throw source.Error(literal.Span, $"[{pattern.Operator}] needs a string, found {Describe(literal)}");
            }
        }

        if (pattern.Operand is not FieldExpression && !IsNull(pattern.Operand) && TypeOf(pattern.Operand) != "string")
        {
            throw source.Error(
                pattern.Operand.Span,
                $"[{pattern.Operator}] needs a string or a field on its left, found {Describe(pattern.Operand)}"
            );
        }

        RejectTypedField(pattern.Operand);
    }

    /// <summary>A condition may stand where a value is expected, but then its logic is three-valued per combination of values.</summary>
    private void VerifyOperand(Expression operand, TextSpan whole)
    {
        if (operand is LiteralExpression or FieldExpression)
        {
            return;
        }

        VerifyCondition(operand, "");
        if (FieldCollector.Collect(operand).Length > 0)
        {
            throw source.NotSupportedYet(whole, "Conditions as operands of a comparison");
        }
    }

    private void RejectTypedField(Expression operand)
    {
        if (operand is FieldExpression field && FieldTypes.Of(field.Name) is { } type)
        {
            throw source.Error(
                field.Span,
                $"Comparisons of [{type}] fields such as [{field.Name}] are not supported yet, other than with [null]"
            );
        }
    }

    private void RejectMismatch(Expression left, Expression right, string complaint)
    {
        if (left is FieldExpression || right is FieldExpression || TypeOf(left) == TypeOf(right))
        {
            return;
        }

        throw source.Error(left.Span.To(right.Span), $"{complaint} {Describe(left)} with {Describe(right)}");
    }

    /// <summary>A constant in the wrong letter case is a field, too.</summary>
    private EqlException FieldsDoNotCompare(FieldExpression offender, string op, params ReadOnlySpan<string> names)
    {
        var constant = "";
        foreach (var name in names)
        {
            var lower = name.ToLowerInvariant();
            constant = lower is "true" or "false" or "null" ? $"; did you mean [{lower}]?" : constant;
        }

        return source.Error(
            offender.Span,
            $"Comparisons against fields are not supported; offender [{offender.Name}] in [{op}]{constant}"
        );
    }

    private static bool IsNull(Expression expression) => expression is LiteralExpression { IsNull: true };

    private static bool IsBoolean(Expression expression) =>
        expression is not FieldExpression && TypeOf(expression) == "boolean";

    private static string TypeOf(Expression expression) =>
        expression switch
        {
            LiteralExpression { Value: string } => "string",
            LiteralExpression { Value: Number } => "number",
            _ => "boolean",
        };

    private string Describe(Expression expression) =>
        expression switch
        {
            LiteralExpression { IsNull: true } => "[null]",
            LiteralExpression literal => $"the {TypeOf(literal)} [{source.Slice(literal.Span)}]",
            FieldExpression field => $"the field [{field.Name}]",
            _ => $"the condition [{source.Slice(expression.Span)}]",
        };
}
