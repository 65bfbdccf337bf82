using System.Globalization;
using Detections.Eql.Patterns;
using Detections.Eql.Syntax;

namespace Detections.Eql.Compilation;

/// <summary>Patterns: wildcards and regular expressions.</summary>
internal sealed partial class Verifier
{
    private void VerifyPattern(PatternExpression pattern)
    {
        VerifyOperand(pattern.Operand);
        foreach (var literal in pattern.Patterns)
        {
            if (literal.Value is not (null or string))
            {
                throw source.Error(literal.Span, $"[{pattern.Operator}] needs a string, found {Describe(literal)}");
            }
        }

        RejectNoText(pattern.Operand, pattern.Operator);
        if (pattern.IsRegex)
        {
            VerifyRegex(pattern);
        }
    }

    private void VerifyRegex(PatternExpression pattern)
    {
        foreach (var literal in pattern.Patterns)
        {
            VerifyRegex(literal.Text, literal.Span, pattern.IgnoresCase);
        }

        VerifyRegex(pattern.JoinedPattern, pattern.Span, pattern.IgnoresCase);
    }

    private void VerifyRegex(string pattern, TextSpan span, bool ignoresCase)
    {
        if (!LuceneRegex.TryCreate(pattern, ignoresCase, out _, out var problem, out var at))
        {
            throw source.Error(
                span,
                string.Create(CultureInfo.InvariantCulture, $"{problem} (character {at + 1} of the expression)")
            );
        }
    }
}
