using Detections.Eql;

namespace Detections.Elasticsearch;

/// <summary>
/// A query that lets through all that a filter lets through, for the cluster to leave out the rest. The rules of a filter are put
/// together by what they have in common, and where they are too many for one query, asked less exactly.
/// </summary>
/// <param name="Query">The query, one JSON object.</param>
/// <param name="Clauses">How many clauses it has, as Elasticsearch counts them.</param>
internal sealed record PreFilter(ReadOnlyMemory<byte> Query, int Clauses)
{
    /// <summary>Elasticsearch accepts 1024, and the sweep has some of its own.</summary>
    public const int MostClauses = 900;
    public const int MostBytes = 100_000;

    /// <summary>Null where everything would be let through.</summary>
    public static PreFilter? Create(EqlFilter filter, MappedFields fields)
    {
        var applicable = new ApplicableFilter(fields).Of(filter);
        var groups = PreFilterGroup.Of(applicable is EqlFilterAny any ? any.Parts : [applicable]).ToList();
        while (!groups.Exists(g => g.LetsAllThrough))
        {
            var preFilter = Write(groups, fields);
            if (preFilter.Clauses <= MostClauses && preFilter.Query.Length <= MostBytes)
            {
                return preFilter;
            }

            var largest = groups.Where(g => !g.IsOpen).MaxBy(g => Write([g], fields).Query.Length);
            if (largest is null)
            {
                return null;
            }

            groups[groups.IndexOf(largest)] = largest.Coarser();
        }

        return null;
    }

    private static PreFilter Write(IReadOnlyCollection<PreFilterGroup> groups, MappedFields fields)
    {
        var clauses = 0;
        var query = JsonBody.Value(w =>
        {
            var writer = new PreFilterWriter(w, fields);
            writer.Write(groups);
            clauses = writer.Clauses;
        });
        return new(query, clauses);
    }
}
