using System.Text.Json;
using Detections.Embedded.Http;

namespace Detections.Embedded.Search.Queries;

/// <summary>Reads a query. What it does not know it refuses.</summary>
internal static class QueryParser
{
    private const int DeepestQuery = 30;

    private static readonly Dictionary<string, Func<JsonElement, int, Query>> Clauses = new()
    {
        ["match_all"] = (body, _) => ConstantQuery.Read("match_all", body, truth: true),
        ["match_none"] = (body, _) => ConstantQuery.Read("match_none", body, truth: false),
        ["bool"] = BoolQuery.Read,
        ["constant_score"] = (body, depth) => Read(Filter(body), depth),
        ["term"] = (body, _) => TermQuery.Read(body),
        ["terms"] = (body, _) => TermsQuery.Read(body),
        ["range"] = (body, _) => RangeQuery.Read(body),
        ["exists"] = (body, _) => ExistsQuery.Read(body),
        ["ids"] = (body, _) => IdsQuery.Read(body),
        ["wildcard"] = (body, _) => WildcardQuery.Read(body),
        ["prefix"] = (body, _) => WildcardQuery.ReadPrefix(body),
    };

    public static Query Read(JsonElement query, int depth = 0)
    {
        if (depth > DeepestQuery)
        {
            throw ApiException.IllegalArgument($"the query is nested deeper than the [{DeepestQuery}] levels allowed");
        }
        if (query.ValueKind != JsonValueKind.Object)
        {
            throw ApiException.Parsing($"[query] must be an object, but found {JsonBody.Describe(query)}");
        }

        using var clauses = query.EnumerateObject().GetEnumerator();
        if (!clauses.MoveNext())
        {
            throw ApiException.IllegalArgument("query malformed, empty clause found");
        }

        var clause = clauses.Current;
        if (clauses.MoveNext())
        {
            throw ApiException.Parsing(
                $"[{clause.Name}] malformed query, expected [END_OBJECT] but found [{clauses.Current.Name}]"
            );
        }
        return Clauses.TryGetValue(clause.Name, out var read)
            ? read(clause.Value, depth)
            : throw ApiException.Parsing(
                $"unknown query [{clause.Name}]; the embedded node knows [{string.Join(", ", Clauses.Keys)}]"
            );
    }

    /// <summary>Nothing is scored, so only the boost that changes nothing is understood.</summary>
    public static void RequireNoBoost(JsonElement clause, string name)
    {
        if (clause.Get("boost") is { } boost && !(boost.ValueKind == JsonValueKind.Number && boost.GetDouble() == 1))
        {
            throw ApiException.IllegalArgument($"[{name}] the embedded node does not score: [boost] can only be 1");
        }
    }

    private static JsonElement Filter(JsonElement body)
    {
        RequireNoBoost(body.Only("constant_score", "filter", "boost"), "constant_score");
        return body.Get("filter") ?? throw ApiException.Parsing("[constant_score] requires a 'filter' element");
    }
}
