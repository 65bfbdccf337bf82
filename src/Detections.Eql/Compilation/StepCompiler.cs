using Detections.Eql.Syntax;

namespace Detections.Eql.Compilation;

/// <summary>Turns a normalized condition into closures over the slots of a field table.</summary>
internal sealed class StepCompiler(FieldTable fields)
{
    public EventTest Compile(Expression expression) =>
        expression switch
        {
            LiteralExpression literal => Constant(literal.Value is true),
            NotExpression not => Complement(Compile(not.Operand)),
            LogicalExpression { IsAnd: true } and => All(CompileAll(and)),
            LogicalExpression or => Any(CompileAll(or)),
            ComparisonExpression { Right: LiteralExpression { IsNull: true } } test => IsMissing(SlotOf(test.Left)),
            ComparisonExpression comparison => AnyValue(
                SlotOf(comparison.Left),
                ValueTests.Compare(comparison.Operator, (LiteralExpression)comparison.Right)
            ),
            MembershipExpression membership => AnyValue(SlotOf(membership.Operand), ValueTests.Among(membership)),
            PatternExpression pattern => AnyValue(SlotOf(pattern.Operand), ValueTests.Like(pattern)),
            _ => throw new InvalidOperationException($"[{expression}] is not a normalized condition"),
        };

    private int SlotOf(Expression operand) => fields.SlotOf(((FieldExpression)operand).Name);

    private EventTest[] CompileAll(LogicalExpression logical)
    {
        var tests = new EventTest[logical.Operands.Length];
        for (var index = 0; index < tests.Length; index++)
        {
            tests[index] = Compile(logical.Operands[index]);
        }

        return tests;
    }

    private static EventTest Constant(bool value) => _ => value;

    private static EventTest Complement(EventTest test) => values => !test(values);

    private static EventTest IsMissing(int slot) => values => !values.Has(slot);

    private static EventTest All(EventTest[] tests) =>
        values =>
        {
            foreach (var test in tests)
            {
                if (!test(values))
                {
                    return false;
                }
            }

            return true;
        };

    private static EventTest Any(EventTest[] tests) =>
        values =>
        {
            foreach (var test in tests)
            {
                if (test(values))
                {
                    return true;
                }
            }

            return false;
        };

    /// <summary>True if any value of the field passes; a missing field has none, so it never does.</summary>
    private static EventTest AnyValue(int slot, ValueTest test) =>
        values =>
        {
            for (var index = values.First(slot); index >= 0; index = values.Next(index))
            {
                if (test(values.Value(index)))
                {
                    return true;
                }
            }

            return false;
        };
}
