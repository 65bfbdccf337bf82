using System.Collections.Immutable;

namespace Detections.Eql.Syntax;

/// <summary><c>operand : "…"</c>, <c>like</c> and <c>like~</c>: matches one of the patterns, in which <c>*</c> and <c>?</c> are wildcards.</summary>
internal sealed class PatternExpression(
    TextSpan span,
    Expression operand,
    string op,
    ImmutableArray<LiteralExpression> patterns
) : Expression(span)
{
    public Expression Operand { get; } = operand;

    public string Operator { get; } = op;

    public bool IgnoresCase => Operator != "like";

    public ImmutableArray<LiteralExpression> Patterns { get; } = patterns;

    public override string ToString() => $"({Operand} {Operator} ({string.Join(", ", Patterns)}))";
}
