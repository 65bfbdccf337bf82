using System.Collections.Immutable;
using System.Linq;

namespace Detections.Eql.Syntax;

/// <summary>
/// <c>operand : "…"</c>, <c>like</c> and <c>like~</c>: matches one of the patterns, in which <c>*</c> and <c>?</c> are wildcards.
/// <c>regex</c> and <c>regex~</c>: one of the regular expressions.
/// </summary>
internal sealed class PatternExpression(
    TextSpan span,
    Expression operand,
    string op,
    ImmutableArray<LiteralExpression> patterns
) : Expression(span)
{
    public Expression Operand { get; } = operand;

    public string Operator { get; } = op;

    public bool IgnoresCase => Operator is not ("like" or "regex");

    public bool IsRegex => Operator is "regex" or "regex~";

    /// <summary>Regular expressions of a list are one of alternatives, as in Elasticsearch.</summary>
    public string JoinedPattern => string.Join('|', Patterns.Select(literal => literal.Text));

    public ImmutableArray<LiteralExpression> Patterns { get; } = patterns;

    public override string ToString() => $"({Operand.AsOperand} {Operator} ({string.Join(", ", Patterns)}))";
}
