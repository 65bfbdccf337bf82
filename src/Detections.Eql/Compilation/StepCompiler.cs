using Detections.Eql.Compilation.Conditions;
using Detections.Eql.Syntax;

namespace Detections.Eql.Compilation;

/// <summary>Binds a normalized condition to the slots of a field table.</summary>
internal sealed class StepCompiler(FieldTable fields, FieldResolver resolver)
{
    private readonly FilterBuilder _filters = new(resolver);

    public Condition Compile(Expression expression) =>
        expression switch
        {
            LiteralExpression literal => new ConstantCondition(literal.Value is true),
            NotExpression not => new NotCondition(Compile(not.Operand)),
            LogicalExpression { IsAnd: true } and => new AllCondition(CompileAll(and)),
            LogicalExpression or => new AnyCondition(CompileAll(or)),
            ComparisonExpression { Left: FieldExpression field, Right: LiteralExpression { IsNull: true } } test
                when test.Operator == ComparisonOperator.Equal => new MissingCondition(SlotOf(field)),
            ComparisonExpression
            {
                Left: FieldExpression field,
                Right: LiteralExpression { IsNull: false } literal
            } test when test.Operator != ComparisonOperator.NotEqual => Share(
                test,
                field,
                () => ValueTests.Compare(test.Operator, literal, KindOf(field), resolver.FormatOf(field.Name))
            ),
            MembershipExpression { Operand: FieldExpression field } membership => Share(
                membership,
                field,
                () => ValueTests.Among(membership, KindOf(field), resolver.FormatOf(field.Name))
            ),
            PatternExpression { Operand: FieldExpression field } pattern => Share(
                pattern,
                field,
                () => ValueTests.Like(pattern)
            ),
            CallExpression { Arguments: [FieldExpression field, ..] } call
                when ValueFunctions.TryBind(call, KindOf(field)) is { } test => Share(call, field, () => test),
            _ => Compute(expression),
        };

    private int SlotOf(FieldExpression field) => fields.SlotOf(resolver.SourceOf(field.Name));

    private FieldKind KindOf(FieldExpression field) => resolver.KindOf(field.Name);

    /// <summary>The same condition as in all steps over these fields that make it; lists and patterns can be large.</summary>
    private FieldCondition Share(Expression expression, FieldExpression field, Func<ValueTest> test)
    {
        var place = (SlotOf(field), MeaningOf(expression));
        return fields.Conditions.TryGetValue(place, out var known)
            ? known
            : fields.Conditions.GetOrAdd(
                place,
                new FieldCondition(
                    place.Item1,
                    test(),
                    expression is PatternExpression { IsRegex: true },
                    () => _filters.Build(expression)
                )
            );
    }

    private ComputedCondition Compute(Expression expression)
    {
        var compiler = new OperandCompiler(fields, resolver);
        var condition = compiler.Compile(expression);
        return new(MeaningOf(expression), new Leaf(condition, [.. compiler.Slots]).Matches);
    }

    /// <summary>The same text means the same where its fields are of the same types.</summary>
    private string MeaningOf(Expression expression)
    {
        var meaning = expression.ToString();
        foreach (var name in FieldCollector.Collect(expression))
        {
            var type = resolver.TypeOf(name);
            meaning += $"\n{resolver.SourceOf(name)} {type?.Name} {type?.Format}";
        }

        return meaning!;
    }

    private Condition[] CompileAll(LogicalExpression logical)
    {
        var operands = new Condition[logical.Operands.Length];
        for (var index = 0; index < operands.Length; index++)
        {
            operands[index] = Compile(logical.Operands[index]);
        }

        return operands;
    }
}
