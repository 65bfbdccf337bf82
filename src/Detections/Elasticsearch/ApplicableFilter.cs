using Detections.Eql;

namespace Detections.Elasticsearch;

/// <summary>
/// What of a filter can be asked of the indices: of fields that compare exactly, and what is answered from an index of values without
/// walking through all of them.
/// </summary>
internal sealed class ApplicableFilter(MappedFields fields)
{
    /// <summary>Elasticsearch accepts 30 levels of `bool`.</summary>
    private const int Deepest = 6;

    /// <summary>A longer pattern costs more than it saves.</summary>
    private const int LongestText = 1000;

    public EqlFilter Of(EqlFilter filter) => Of(filter, Deepest);

    private EqlFilter Of(EqlFilter filter, int levels) =>
        filter switch
        {
            _ when levels == 0 => EqlFilter.Everything,
            EqlFilterAll all => EqlFilter.All(all.Parts.Select(p => Of(p, levels - 1))),
            EqlFilterAny any => EqlFilter.Any(any.Parts.Select(p => Of(p, levels - 1))),
            EqlFilterAnyOf anyOf when IsExact(anyOf.Field) => AreShort(anyOf.Values)
                ? anyOf
                : new EqlFilterExists(anyOf.Field),
            EqlFilterLike like when IsExact(like.Field) => IsCheap(like) ? like : new EqlFilterExists(like.Field),
            EqlFilterExists exists when IsExact(exists.Field) => exists,
            _ => EqlFilter.Everything,
        };

    private bool IsExact(string field) => fields.Exact.ContainsKey(field);

    /// <summary>Where a pattern begins with a wildcard, every value of the field has to be looked at.</summary>
    private bool IsCheap(EqlFilterLike like) =>
        !fields.Constants.Contains(like.Field)
        && like.Patterns.All(p => p[0] is not ('*' or '?'))
        && AreShort(like.Patterns);

    private static bool AreShort(IEnumerable<string> texts) => texts.All(t => t.Length <= LongestText);
}
