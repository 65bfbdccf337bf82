namespace Detections.Eql.Syntax;

/// <summary><c>-operand</c>, where the operand is not a literal.</summary>
internal sealed class NegationExpression(TextSpan span, Expression operand) : Expression(span)
{
    public Expression Operand { get; } = operand;

    public override string ToString() => $"(-{Operand.AsOperand})";
}
