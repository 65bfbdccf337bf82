using System.Collections.Immutable;

namespace Detections.Eql.Syntax;

/// <summary>Two or more conditions joined by <c>and</c>, or by <c>or</c>. Flat, since rules join thousands.</summary>
internal sealed class LogicalExpression(TextSpan span, bool isAnd, ImmutableArray<Expression> operands)
    : Expression(span)
{
    public bool IsAnd { get; } = isAnd;

    public string Word => IsAnd ? "and" : "or";

    public ImmutableArray<Expression> Operands { get; } = operands;

    public override string ToString() => $"({string.Join($" {Word} ", Operands)})";
}
