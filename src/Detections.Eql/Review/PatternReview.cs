using System.Globalization;
using System.Linq;
using Detections.Eql.Syntax;

namespace Detections.Eql.Review;

/// <summary>Patterns whose cost grows with every value they are tried on, and that could be cheaper.</summary>
internal static class PatternReview
{
    private const int ManyStars = 7;
    private const string AnyText = ".*";

    public static IEnumerable<EqlRemark> Of(ReviewedFilter filter)
    {
        foreach (var pattern in ExpressionParts.All(filter.Filter.Condition).OfType<PatternExpression>())
        {
            foreach (var literal in pattern.Patterns.Where(literal => !literal.IsNull))
            {
                if (Objection(pattern, literal.Text) is { } objection)
                {
                    yield return filter.Remark(EqlRemarkKind.Expensive, literal.Span, objection);
                }
            }
        }
    }

    private static string? Objection(PatternExpression pattern, string text)
    {
        if (!pattern.IsRegex)
        {
            var stars = text.AsSpan().Count('*');
            return stars >= ManyStars
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"The pattern has {stars} stars, and each is tried at every place of a value; leave out those that select nothing"
                )
                : null;
        }

        var inner = text;
        inner = inner.StartsWith(AnyText, StringComparison.Ordinal) ? inner[AnyText.Length..] : inner;
        inner = inner.EndsWith(AnyText, StringComparison.Ordinal) ? inner[..^AnyText.Length] : inner;
        return
            inner.Length < text.Length
            && inner.All(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_' or '/' or ':')
            ? $"The regular expression only looks for a text, which a wildcard does at less cost: [{(pattern.IgnoresCase ? "like~" : "like")} \"{text.Replace(AnyText, "*", StringComparison.Ordinal)}\"]"
            : null;
    }
}
