using Detections.Runs;

namespace Detections.Elasticsearch;

/// <summary>
/// A query that lets through all that the rules can use, for the cluster to leave out the rest. The rules of an index are put together
/// by what they have in common, and where that is too much for one query, asked less exactly.
/// </summary>
/// <param name="Query">The query, one JSON object.</param>
/// <param name="Clauses">How many clauses it has, as Elasticsearch counts them.</param>
internal sealed record PreFilter(ReadOnlyMemory<byte> Query, int Clauses)
{
    /// <summary>Elasticsearch accepts 1024, and the sweep has some of its own.</summary>
    public const int MostClauses = 900;
    public const int MostBytes = 90_000;

    /// <summary>Null where everything would be let through.</summary>
    public static PreFilter? Create(IReadOnlyCollection<RuleFilter> filters, MappedFields fields)
    {
        var portions = PreFilterPortion.Of(filters, fields).ToList();
        while (portions.Sum(p => p.Clauses) > MostClauses || portions.Sum(p => p.Bytes) > MostBytes)
        {
            var largest = portions.Where(p => !p.LetsAllThrough).MaxBy(p => p.Bytes);
            if (largest is null)
            {
                return null;
            }

            portions[portions.IndexOf(largest)] = largest.Coarser();
        }

        return portions.TrueForAll(p => p.LetsAllThrough) ? null : Write(portions, fields.Indices);
    }

    private static PreFilter Write(IReadOnlyCollection<PreFilterPortion> portions, IEnumerable<string> indices)
    {
        var filtered = portions.Where(p => !p.LetsAllThrough).ToList();
        // Also of what came after the rules' indices were resolved, everything is read.
        var unfiltered = indices.Except(filtered.SelectMany(p => p.Indices), StringComparer.Ordinal).ToList();
        var clauses = 0;
        var query = JsonBody.Value(w =>
        {
            var writer = new PreFilterWriter(w);
            writer.Write(filtered, unfiltered);
            clauses = writer.Clauses;
        });
        return new(query, clauses);
    }
}
