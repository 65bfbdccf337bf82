namespace Detections.Eql.Syntax;

/// <summary><c>left + right</c>, and likewise <c>- * / %</c>.</summary>
internal sealed class ArithmeticExpression(TextSpan span, Expression left, char op, Expression right) : Expression(span)
{
    public Expression Left { get; } = left;

    public char Operator { get; } = op;

    public Expression Right { get; } = right;

    public override string ToString() => $"({Left.AsOperand} {Operator} {Right.AsOperand})";
}
