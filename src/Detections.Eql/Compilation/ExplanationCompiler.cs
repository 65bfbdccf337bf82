using System.Collections.Immutable;
using System.Linq;
using Detections.Eql.Syntax;

namespace Detections.Eql.Compilation;

/// <summary>
/// Compiles each part of a condition by itself, in the form in which it is written. A part means inside of the whole what it means
/// alone, so the verdicts add up to that of the whole.
/// </summary>
internal sealed class ExplanationCompiler(string text, FieldTable fields, FieldResolver resolver)
{
    private readonly Normalizer _normalizer = new(resolver);
    private readonly StepCompiler _compiler = new(fields, resolver);

    /// <summary>The condition together with that of the category, which comes first.</summary>
    public ExplainedCondition Compile(EventQuery filter, string categoryField)
    {
        if (filter.Category is null)
        {
            return Compile(filter.Condition);
        }

        var whole = filter.Restrict(categoryField);
        var category = ((LogicalExpression)whole).Operands[0];
        return Condition(
            whole,
            TextOf(whole),
            [
                Condition(category, category.ToString()![1..^1], []),
                .. filter.Condition is LogicalExpression { IsAnd: true } and
                    ? CompileAll(and)
                    : [Compile(filter.Condition)],
            ]
        );
    }

    public (string Name, int Slot) Field(FieldExpression field) =>
        (field.Name, resolver.IsNull(field) ? -1 : fields.SlotOf(resolver.SourceOf(field.Name)));

    private ExplainedCondition Compile(Expression expression) =>
        Condition(
            expression,
            TextOf(expression),
            expression switch
            {
                NotExpression not when IsWrittenInFront(not) => [Compile(not.Operand)],
                LogicalExpression logical => CompileAll(logical),
                _ => [],
            }
        );

    private ImmutableArray<ExplainedCondition> CompileAll(LogicalExpression logical) =>
        [.. logical.Operands.Select(Compile)];

    private ExplainedCondition Condition(Expression expression, string shown, ImmutableArray<ExplainedCondition> parts)
    {
        var rewritten = _normalizer.Rewrite(expression);
        var isConstant = rewritten is LiteralExpression;
        return new ExplainedCondition(
            shown,
            parts.IsEmpty ? null : (expression as LogicalExpression)?.Word ?? "not",
            (rewritten as LiteralExpression)?.Value as bool?,
            isConstant ? null : _compiler.Compile(rewritten).Compile(),
            parts.IsEmpty ? [.. FieldCollector.Fields(expression).DistinctBy(field => field.Name).Select(Field)] : [],
            parts.IsEmpty ? [.. Inside(expression).Select(Compute).OfType<Computation>()] : [],
            parts
        );
    }

    private Computation? Compute(Expression expression)
    {
        var folded = _normalizer.Fold(expression);
        if (folded is LiteralExpression)
        {
            return null;
        }

        var compiler = new OperandCompiler(fields, resolver);
        var operand = compiler.Compile(folded);
        return new Computation(TextOf(expression), operand, [.. compiler.Slots]);
    }

    /// <summary>What is computed inside of an expression, innermost first.</summary>
    private static IEnumerable<Expression> Inside(Expression expression) =>
        ExpressionParts
            .Of(expression)
            .SelectMany(operand =>
                operand is CallExpression or ArithmeticExpression or NegationExpression
                    ? Inside(operand).Append(operand)
                    : Inside(operand)
            );

    /// <summary>Of <c>field not in (…)</c> no part can be quoted.</summary>
    private static bool IsWrittenInFront(NotExpression not) => not.Operand.Span.Start > not.Span.Start;

    private string TextOf(Expression expression) => text.Substring(expression.Span.Start, expression.Span.Length);
}
