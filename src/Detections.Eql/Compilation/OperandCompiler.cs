using System.Text;
using Detections.Eql.Execution;
using Detections.Eql.Functions;
using Detections.Eql.Syntax;
using Detections.Eql.Values;

namespace Detections.Eql.Compilation;

/// <summary>
/// Compiles what stands inside of one leaf of a condition: functions, arithmetic, and conditions used as operands. There logic is
/// three-valued, as in SQL: null propagates through comparisons, arithmetic and functions.
/// </summary>
internal sealed class OperandCompiler(FieldTable fields, FieldResolver resolver)
{
    private static readonly FieldTable NoFields = FieldTable.Create([]);
    private static readonly EqlEvent NoEvent = new(slots: 0);

    private readonly List<int> _slots = [];

    /// <summary>The slots of the occurrences of fields compiled so far, from left to right.</summary>
    public IReadOnlyList<int> Slots => _slots;

    /// <summary>The value of an expression without fields.</summary>
    public static Scalar Evaluate(Expression constant, FieldResolver resolver) =>
        new OperandCompiler(NoFields, resolver).Compile(constant)(NoEvent, []);

    public Operand Compile(Expression expression) =>
        expression switch
        {
            LiteralExpression literal => Constant(literal.Scalar),
            FieldExpression field => Field(field),
            NegationExpression negation => Negate(Compile(negation.Operand)),
            ArithmeticExpression arithmetic => Calculate(arithmetic),
            CallExpression call => Call(call),
            NotExpression not => Complement(Compile(not.Operand)),
            LogicalExpression logical => Join(logical),
            ComparisonExpression comparison => Compare(comparison),
            MembershipExpression membership => Among(membership),
            PatternExpression pattern => Like(pattern),
            _ => throw new InvalidOperationException($"[{expression}] is not an operand"),
        };

    private static Operand Constant(Scalar value) => (_, _) => value;

    /// <summary>Numbers an occurrence of a field.</summary>
    public int Pick(FieldExpression field, out FieldKind kind)
    {
        kind = resolver.KindOf(field.Name);
        _slots.Add(fields.SlotOf(resolver.SourceOf(field.Name)));
        return _slots.Count - 1;
    }

    private Operand Field(FieldExpression field)
    {
        var pick = Pick(field, out var kind);
        var format = resolver.FormatOf(field.Name);
        return (values, picks) =>
            picks[pick] < 0 ? Scalar.Null : FieldValue.ReadOperand(values.Value(picks[pick]), kind, format);
    }

    /// <summary>The test of a field against constants means the same inside of a leaf as it does alone.</summary>
    private Operand Field(FieldExpression field, Func<FieldKind, ValueTest> test)
    {
        var pick = Pick(field, out var kind);
        var compiled = test(kind);
        return (values, picks) => picks[pick] < 0 ? Scalar.Null : Scalar.Of(compiled(values.Value(picks[pick])));
    }

    private static Operand Negate(Operand operand) =>
        (values, picks) => Arithmetic.Negate(Coerce.ToNumber(operand(values, picks)));

    private Operand Calculate(ArithmeticExpression arithmetic)
    {
        var (left, right) = (Compile(arithmetic.Left), Compile(arithmetic.Right));
        Func<Scalar, Scalar, Scalar> apply = arithmetic.Operator switch
        {
            '+' => Arithmetic.Add,
            '-' => Arithmetic.Subtract,
            '*' => Arithmetic.Multiply,
            '/' => Arithmetic.Divide,
            _ => Arithmetic.Modulo,
        };
        return (values, picks) => apply(left(values, picks), right(values, picks));
    }

    private Operand Call(CallExpression call)
    {
        if (new TextOperands(this, resolver).TryCompile(call) is { } withoutStrings)
        {
            return withoutStrings;
        }

        var function = FunctionTable.Find(call.Name)!;
        var constants = new Scalar?[call.Arguments.Length];
        var arguments = new Operand[call.Arguments.Length];
        for (var index = 0; index < arguments.Length; index++)
        {
            constants[index] = (call.Arguments[index] as LiteralExpression)?.Scalar;
            arguments[index] = Compile(call.Arguments[index]);
        }

        var body = function.Bind(constants, call.IgnoresCase).Body!;
        return (values, picks) =>
        {
            var evaluated = new Scalar[arguments.Length];
            for (var index = 0; index < evaluated.Length; index++)
            {
                evaluated[index] = Coerce.To(function.ParameterOf(index).Type, arguments[index](values, picks));
            }

            return body(evaluated);
        };
    }

    private static Operand Complement(Operand operand) =>
        (values, picks) => operand(values, picks) is { IsNull: false } truth ? Scalar.Of(!truth.IsTrue) : Scalar.Null;

    private Operand Join(LogicalExpression logical)
    {
        var operands = CompileAll(logical.Operands);
        var decisive = !logical.IsAnd;
        return (values, picks) =>
        {
            var hasNull = false;
            foreach (var operand in operands)
            {
                var truth = operand(values, picks);
                if (truth.IsNull)
                {
                    hasNull = true;
                }
                else if (truth.IsTrue == decisive)
                {
                    return Scalar.Of(decisive);
                }
            }

            return hasNull ? Scalar.Null : Scalar.Of(!decisive);
        };
    }

    private Operand[] CompileAll(IReadOnlyList<Expression> expressions)
    {
        var operands = new Operand[expressions.Count];
        for (var index = 0; index < operands.Length; index++)
        {
            operands[index] = Compile(expressions[index]);
        }

        return operands;
    }

    private Operand Compare(ComparisonExpression comparison)
    {
        var (left, op, right) = (comparison.Left, comparison.Operator, comparison.Right);
        if (left is LiteralExpression)
        {
            (left, op, right) = (right, op.Swapped, left);
        }

        if (op.IsEquality && right is LiteralExpression { IsNull: true })
        {
            var operand = Compile(left);
            return (values, picks) => Scalar.Of(operand(values, picks).IsNull == (op == ComparisonOperator.Equal));
        }

        if (left is FieldExpression field && right is LiteralExpression { IsNull: false } literal)
        {
            return op == ComparisonOperator.NotEqual
                ? Complement(
                    Field(
                        field,
                        kind =>
                            ValueTests.Compare(ComparisonOperator.Equal, literal, kind, resolver.FormatOf(field.Name))
                    )
                )
                : Field(field, kind => ValueTests.Compare(op, literal, kind, resolver.FormatOf(field.Name)));
        }

        var (first, second) = (Compile(left), Compile(right));
        return (values, picks) =>
            Coerce.Compare(first(values, picks), second(values, picks)) is { } order
                ? Scalar.Of(op.Accepts(order))
                : Scalar.Null;
    }

    private Operand Among(MembershipExpression membership)
    {
        if (membership.Operand is FieldExpression field)
        {
            return Field(field, kind => ValueTests.Among(membership, kind, resolver.FormatOf(field.Name)));
        }

        var operand = Compile(membership.Operand);
        var candidates = CompileAll(membership.Values);
        var ignoresCase = membership.IgnoresCase;
        return (values, picks) =>
        {
            var value = operand(values, picks);
            var hasNull = value.IsNull;
            foreach (var candidate in candidates)
            {
                var order = Coerce.Compare(
                    ignoresCase ? Coerce.ToLower(value) : value,
                    ignoresCase ? Coerce.ToLower(candidate(values, picks)) : candidate(values, picks)
                );
                if (order == 0)
                {
                    return Scalar.True;
                }

                hasNull |= order is null;
            }

            return hasNull ? Scalar.Null : Scalar.False;
        };
    }

    private Operand Like(PatternExpression pattern)
    {
        if (pattern.Operand is FieldExpression field)
        {
            return Field(field, _ => ValueTests.Like(pattern));
        }

        var operand = Compile(pattern.Operand);
        var test = ValueTests.Like(pattern);
        return (values, picks) =>
        {
            var text = operand(values, picks);
            return text.IsNull
                ? Scalar.Null
                : Scalar.Of(test(new EventValue(Encoding.UTF8.GetBytes(text.ToString()), ValueKind.String)));
        };
    }
}
