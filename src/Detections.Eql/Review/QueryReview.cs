using System.Linq;
using Detections.Eql.Compilation;
using Detections.Eql.Syntax;

namespace Detections.Eql.Review;

/// <summary>Looks for what a query says and its author can hardly have meant.</summary>
internal static class QueryReview
{
    private static readonly Func<ReviewedFilter, IEnumerable<EqlRemark>>[] Checks =
    [
        FieldReview.Of,
        CategoryReview.Of,
        ConstantReview.Of,
        ContradictionReview.Of,
        PatternReview.Of,
    ];

    public static IEnumerable<EqlRemark> Of(
        string text,
        IEnumerable<Term> terms,
        FieldResolver resolver,
        string categoryField
    )
    {
        var source = new SourceText(text);
        return terms
            .Select(term => new ReviewedFilter(source, term.Filter, term.Keys, resolver, categoryField))
            .SelectMany(filter => Checks.SelectMany(check => check(filter)));
    }
}
