using Detections.Eql.Syntax;

namespace Detections.Eql.Compilation;

/// <summary>Turns a normalized condition into closures over the slots of a field table.</summary>
internal sealed class StepCompiler(FieldTable fields, FieldResolver resolver)
{
    public EventTest Compile(Expression expression) =>
        expression switch
        {
            LiteralExpression literal => Constant(literal.Value is true),
            NotExpression not => Complement(Compile(not.Operand)),
            LogicalExpression { IsAnd: true } and => All(CompileAll(and)),
            LogicalExpression or => Any(CompileAll(or)),
            ComparisonExpression { Left: FieldExpression field, Right: LiteralExpression { IsNull: true } } test
                when test.Operator == ComparisonOperator.Equal => IsMissing(SlotOf(field)),
            ComparisonExpression
            {
                Left: FieldExpression field,
                Right: LiteralExpression { IsNull: false } literal
            } test when test.Operator != ComparisonOperator.NotEqual => AnyValue(
                SlotOf(field),
                ValueTests.Compare(test.Operator, literal, KindOf(field), resolver.FormatOf(field.Name))
            ),
            MembershipExpression { Operand: FieldExpression field } membership => AnyValue(
                SlotOf(field),
                ValueTests.Among(membership, KindOf(field), resolver.FormatOf(field.Name))
            ),
            PatternExpression { Operand: FieldExpression field } pattern => AnyValue(
                SlotOf(field),
                ValueTests.Like(pattern)
            ),
            CallExpression { Arguments: [FieldExpression field, ..] } call
                when ValueFunctions.TryBind(call, KindOf(field)) is { } test => AnyValue(SlotOf(field), test),
            _ => Compute(expression),
        };

    private int SlotOf(FieldExpression field) => fields.SlotOf(resolver.SourceOf(field.Name));

    private FieldKind KindOf(FieldExpression field) => resolver.KindOf(field.Name);

    private EventTest Compute(Expression expression)
    {
        var compiler = new OperandCompiler(fields, resolver);
        var condition = compiler.Compile(expression);
        return new Leaf(condition, [.. compiler.Slots]).Matches;
    }

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
