using System.Collections.Immutable;
using Detections.Eql.Functions;
using Detections.Eql.Syntax;
using Detections.Eql.Values;

namespace Detections.Eql.Compilation;

/// <summary>Compiles expressions whose texts can be written without making strings of them, and what is asked of such texts.</summary>
/// <param name="operands">Compiles the rest, above all numbers, and numbers the occurrences of fields.</param>
/// <param name="resolver">What the mapping says.</param>
internal sealed class TextOperands(OperandCompiler operands, FieldResolver resolver)
{
    private const int Room = 256;

    private delegate bool TextPairTest(ReadOnlySpan<char> text, ReadOnlySpan<char> part);

    /// <summary>The call, or null if it is none of these.</summary>
    public Operand? TryCompile(CallExpression call)
    {
        var function = FunctionTable.Find(call.Name)!;
        TextPairTest? test =
            function == StartsWith.Function ? MemoryExtensions.StartsWith
            : function == EndsWith.Function ? MemoryExtensions.EndsWith
            : function == StringContains.Function ? Contains
            : null;
        if (test is not null && CanWrite(call.Arguments[0]) && CanWrite(call.Arguments[1]))
        {
            return Compare(Compile(call.Arguments[0]), Compile(call.Arguments[1]), call.IgnoresCase, test);
        }

        return function == Length.Function && CanWrite(call.Arguments[0]) ? Count(Compile(call.Arguments[0])) : null;
    }

    private static bool Contains(ReadOnlySpan<char> text, ReadOnlySpan<char> part) =>
        part.Length > 0 && text.IndexOf(part) >= 0;

    private static Operand Compare(TextOperand first, TextOperand second, bool ignoresCase, TextPairTest test) =>
        (values, picks) =>
        {
            var text = new TextBuffer(stackalloc char[Room]);
            var isNull = !first(values, picks, ref text);
            var middle = text.Length;
            isNull |= !second(values, picks, ref text);
            var holds =
                !isNull && (ignoresCase ? HoldsFolded(text.Text, middle, test) : Holds(text.Text, middle, test));
            text.Return();
            return isNull ? Scalar.Null : Scalar.Of(holds);
        };

    private static bool Holds(ReadOnlySpan<char> both, int middle, TextPairTest test) =>
        test(both[..middle], both[middle..]);

    private static bool HoldsFolded(ReadOnlySpan<char> both, int middle, TextPairTest test)
    {
        var folded = new TextBuffer(stackalloc char[Room]);
        // Each by itself, since half a character at the end of one must not meet the other's
        folded.AppendLower(both[..middle]);
        folded.AppendLower(both[middle..]);
        var holds = Holds(folded.Text, middle, test);
        folded.Return();
        return holds;
    }

    private static Operand Count(TextOperand operand) =>
        (values, picks) =>
        {
            var text = new TextBuffer(stackalloc char[Room]);
            var isNull = !operand(values, picks, ref text);
            var length = text.Length;
            text.Return();
            return isNull ? Scalar.Null : Scalar.Of(new Number((long)length));
        };

    /// <summary>Asked first, since compiling numbers the occurrences of fields.</summary>
    private bool CanWrite(Expression expression) =>
        expression switch
        {
            LiteralExpression literal => !literal.IsNull,
            FieldExpression field => resolver.KindOf(field.Name)
                is FieldKind.Text
                    or FieldKind.Unknown
                    or FieldKind.Address,
            CallExpression call => FunctionTable.Find(call.Name) is var function
                && (
                    function == Functions.ToText.Function || function == Substring.Function
                        ? CanWrite(call.Arguments[0])
                        : function == Concat.Function && CanWriteAll(call.Arguments)
                ),
            _ => false,
        };

    private bool CanWriteAll(ImmutableArray<Expression> expressions)
    {
        foreach (var expression in expressions)
        {
            if (!CanWrite(expression))
            {
                return false;
            }
        }

        return true;
    }

    private TextOperand Compile(Expression expression) =>
        expression switch
        {
            LiteralExpression literal => Constant(literal.Scalar.ToString()),
            FieldExpression field => Field(field),
            CallExpression call when FunctionTable.Find(call.Name) == Substring.Function => Cut(call),
            CallExpression call => Join(call.Arguments),
            _ => throw new InvalidOperationException($"[{expression}] cannot be written"),
        };

    private static TextOperand Constant(string constant) =>
        (EqlEvent _, ReadOnlySpan<int> _, ref TextBuffer text) =>
        {
            text.Append(constant);
            return true;
        };

    private TextOperand Field(FieldExpression field)
    {
        var pick = operands.Pick(field, out var kind);
        return (EqlEvent values, ReadOnlySpan<int> picks, ref TextBuffer text) =>
        {
            if (picks[pick] < 0)
            {
                return false;
            }

            var value = values.Value(picks[pick]).Text;
            if (kind == FieldKind.Address && IpAddress.TryParse(value, out var address))
            {
                address.AppendTo(ref text);
            }
            else
            {
                text.AppendUtf8(value);
            }

            return true;
        };
    }

    private TextOperand Join(ImmutableArray<Expression> expressions)
    {
        var parts = new TextOperand[expressions.Length];
        for (var index = 0; index < parts.Length; index++)
        {
            parts[index] = Compile(expressions[index]);
        }

        return (EqlEvent values, ReadOnlySpan<int> picks, ref TextBuffer text) =>
        {
            foreach (var part in parts)
            {
                if (!part(values, picks, ref text))
                {
                    return false;
                }
            }

            return true;
        };
    }

    private TextOperand Cut(CallExpression call)
    {
        var source = Compile(call.Arguments[0]);
        var start = operands.Compile(call.Arguments[1]);
        var end = call.Arguments.Length > 2 ? operands.Compile(call.Arguments[2]) : null;
        return (EqlEvent values, ReadOnlySpan<int> picks, ref TextBuffer text) =>
        {
            var from = text.Length;
            if (
                !source(values, picks, ref text)
                || !Substring.TryRange(
                    Coerce.ToNumber(start(values, picks)),
                    end is null ? Scalar.Null : Coerce.ToNumber(end(values, picks)),
                    text.Length - from,
                    out var range
                )
            )
            {
                return false;
            }

            text.Keep(from, range.Start, range.End);
            return true;
        };
    }
}
