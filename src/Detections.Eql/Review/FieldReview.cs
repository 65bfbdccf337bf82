using System.Linq;
using Detections.Eql.Compilation;
using Detections.Eql.Syntax;

namespace Detections.Eql.Review;

/// <summary>
/// Fields that are not known and are spelled nearly as one that is. Of a mapping that is complete the verifier has told already; else
/// most unknown fields are those of integrations.
/// </summary>
internal static class FieldReview
{
    private const int LongName = 12;

    public static IEnumerable<EqlRemark> Of(ReviewedFilter filter)
    {
        var types = filter.Resolver.Types;
        if (types.IsComplete)
        {
            yield break;
        }

        var names = types.Names.ToList();
        var fields = FieldCollector.Fields(filter.Filter.Condition).Concat(filter.Keys);
        foreach (var field in fields.DistinctBy(field => field.Name).Where(field => types.Of(field.Name) is null))
        {
            var limit = field.Name.Length >= LongName ? 2 : 1;
            if (Suggestion.Within(limit, field.Name, names) is { } near)
            {
                yield return filter.Remark(
                    EqlRemarkKind.UnknownField,
                    field.Span,
                    $"The field [{field.Name}] is not known; did you mean [{near}]?"
                );
            }
        }
    }
}
