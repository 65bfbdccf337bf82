namespace Detections.Eql.Syntax;

internal sealed class NotExpression(TextSpan span, Expression operand) : Expression(span)
{
    public Expression Operand { get; } = operand;

    public override string AsOperand => $"({this})";

    public override string ToString() => $"not {Operand}";
}
