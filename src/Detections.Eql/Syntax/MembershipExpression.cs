using System.Collections.Immutable;

namespace Detections.Eql.Syntax;

/// <summary><c>operand in (…)</c> and <c>operand in~ (…)</c>: equal to one of the values, letter case of no account with the tilde.</summary>
internal sealed class MembershipExpression(
    TextSpan span,
    Expression operand,
    string op,
    ImmutableArray<Expression> values
) : Expression(span)
{
    public Expression Operand { get; } = operand;

    public string Operator { get; } = op;

    public bool IgnoresCase => Operator == "in~";

    public ImmutableArray<Expression> Values { get; } = values;

    public override string ToString() => $"({Operand.AsOperand} {Operator} ({string.Join(", ", Values)}))";
}
