namespace Detections.Eql.Syntax;

internal sealed class ComparisonExpression(TextSpan span, Expression left, ComparisonOperator op, Expression right)
    : Expression(span)
{
    public Expression Left { get; } = left;

    public ComparisonOperator Operator { get; } = op;

    public Expression Right { get; } = right;

    public override string ToString() => $"({Left.AsOperand} {Operator.Symbol} {Right.AsOperand})";
}
