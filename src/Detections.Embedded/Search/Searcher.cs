using System.Text.Json.Nodes;
using Detections.Embedded.Http;
using Detections.Embedded.Indices;
using Detections.Embedded.Search.Queries;

namespace Detections.Embedded.Search;

/// <summary>Searches each index by itself and puts the answers together.</summary>
internal sealed class Searcher(Node node)
{
    public SearchResult Search(SearchRequest request, string? indices, IndexOptions options)
    {
        if (request.PitId is not { } id)
        {
            return Search(request, Current(node.Catalog.Resolve(indices, options)), null);
        }

        var context = node.Contexts.Find(id, request.PitKeepAlive);
        if (context is not { Scroll: null })
        {
            throw MissingContext(id);
        }

        return Search(WithTiebreaker(request), context.Generations, context);
    }

    public SearchResult Search(
        SearchRequest request,
        IReadOnlyDictionary<StoredIndex, long> generations,
        SearchContext? context
    )
    {
        Validate(request, generations.Keys);
        List<(StoredIndex, ApiException)> failures = [];
        Dictionary<StoredIndex, ShardSearch> searches = [];
        List<SearchHit> hits = [];
        var wanted = (long)request.From + request.Size;
        var rowOrder = request.Sort.Count == 0 || (request.Sort[0].IsRowOrder && !request.Sort[0].Descending);
        long? total = request.TrackTotalHits is null ? null : 0;
        foreach (var (index, generation) in generations.OrderBy(pair => pair.Key.Number))
        {
            try
            {
                var search = Open(request, index, generation);
                searches[index] = search;
                var missing = rowOrder ? wanted - hits.Count : wanted;
                hits.AddRange(search.Hits(missing));
                if (total <= request.TrackTotalHits)
                {
                    total += search.Count(LimitFor(request.TrackTotalHits!.Value - total.Value));
                }
            }
            catch (ApiException e)
            {
                failures.Add((index, e));
            }
        }
        Refuse(request, generations.Count, failures);
        hits.Sort(new HitOrder(request.Sort));
        return new SearchResult
        {
            Request = request,
            Hits = [.. hits.Skip(request.From).Take(request.Size)],
            Shards = generations.Count,
            Failures = failures,
            Searches = searches,
            Total = total > request.TrackTotalHits ? request.TrackTotalHits : total,
            TotalIsLowerBound = total > request.TrackTotalHits,
            Context = context,
        };
    }

    /// <summary>The indices as they can be seen now.</summary>
    public Dictionary<StoredIndex, long> Current(IReadOnlyList<StoredIndex> indices)
    {
        foreach (var index in indices)
        {
            node.Catalog.RefreshIfDue(index);
        }

        return indices.ToDictionary(index => index, index => index.Generation);
    }

    public long Count(Query query, IReadOnlyList<StoredIndex> indices)
    {
        var request = new SearchRequest { Query = query };
        return Current(indices).Sum(pair => Open(request, pair.Key, pair.Value).Count(long.MaxValue));
    }

    /// <summary>Everything a search finds, in its order, however much that is.</summary>
    public List<SearchHit> All(SearchRequest request, IReadOnlyList<StoredIndex> indices)
    {
        List<SearchHit> hits = [];
        foreach (var (index, generation) in Current(indices).OrderBy(pair => pair.Key.Number))
        {
            hits.AddRange(Open(request, index, generation).Hits(long.MaxValue));
        }

        hits.Sort(new HitOrder(request.Sort));
        return hits;
    }

    public static JsonObject AllSuccessful(int shards) =>
        new()
        {
            ["total"] = shards,
            ["successful"] = shards,
            ["skipped"] = 0,
            ["failed"] = 0,
        };

    public static ApiException MissingContext(string id)
    {
        var cause = new ApiException(404, "search_context_missing_exception", $"No search context found for id [{id}]");
        return new ApiException(404, "search_phase_execution_exception", "all shards failed")
        {
            RootCause = cause,
            Details = new JsonObject
            {
                ["phase"] = "query",
                ["grouped"] = true,
                ["failed_shards"] = new JsonArray(new JsonObject { ["shard"] = 0, ["reason"] = cause.ToError() }),
            },
        };
    }

    public static JsonArray ToJson(IEnumerable<(StoredIndex Index, ApiException Error)> failures) =>
        [
            .. failures.Select(failure => new JsonObject
            {
                ["shard"] = 0,
                ["index"] = failure.Index.Name,
                ["node"] = Cluster.ClusterApi.NodeId,
                ["reason"] = failure.Error.ToError(),
            }),
        ];

    private ShardSearch Open(SearchRequest request, StoredIndex index, long generation)
    {
        if (index.IsDeleted)
        {
            throw ApiException.NoSuchIndex(index.Name);
        }

        var shard = new Shard(index, generation, node.Documents.Fields, node.Clock.GetUtcNow());
        return new ShardSearch(node.Documents.Database, shard, request);
    }

    /// <summary>In a point in time every order ends with the row, so that pages neither overlap nor leave gaps.</summary>
    private static SearchRequest WithTiebreaker(SearchRequest request)
    {
        var needed =
            request.Sort.Count > 0
            && request.Sort.TrueForAll(key => key.Field != SortKey.ShardDoc)
            && request.SearchAfter?.Count != request.Sort.Count;
        return needed ? request with { Sort = [.. request.Sort, new SortKey(SortKey.ShardDoc, false)] } : request;
    }

    private static void Validate(SearchRequest request, IEnumerable<StoredIndex> indices)
    {
        if (request.SearchAfter is { } after)
        {
            if (request.Sort.Count == 0)
            {
                throw ApiException.IllegalArgument("[search_after] needs a [sort] with at least one field");
            }

            if (after.Count != request.Sort.Count)
            {
                throw ApiException.IllegalArgument(
                    $"search_after has {after.Count} value(s) but sort has {request.Sort.Count}."
                );
            }
            if (request.From > 0)
            {
                throw ApiException.Invalid("`from` parameter must be set to 0 when `search_after` is used");
            }
        }
        if (request.PitId is null && request.Sort.Exists(key => key.Field == SortKey.ShardDoc))
        {
            throw ApiException.IllegalArgument("[_shard_doc] can be sorted by in a point in time only");
        }

        if (request.Sort.Exists(key => key.Field == "_score"))
        {
            throw ApiException.IllegalArgument(
                "the embedded node does not score: sort by a field, [_doc] or [_shard_doc]"
            );
        }

        foreach (var index in indices)
        {
            if ((long)request.From + request.Size > index.Settings.MaxResultWindow)
            {
                throw ApiException.IllegalArgument(
                    $"Result window is too large: from + size is [{(long)request.From + request.Size}], the limit [{index.Settings.MaxResultWindow}]; page with [search_after] in a point in time instead"
                );
            }
        }
    }

    private static void Refuse(
        SearchRequest request,
        int shards,
        List<(StoredIndex Index, ApiException Error)> failures
    )
    {
        var isTotal = failures.Count > 0 && failures.Count == shards;
        if (!isTotal && (failures.Count == 0 || request.AllowPartialResults))
        {
            return;
        }

        throw new ApiException(
            failures[0].Error.Status,
            "search_phase_execution_exception",
            isTotal ? "all shards failed" : "Partial shards failure"
        )
        {
            RootCause = failures[0].Error,
            Details = new JsonObject
            {
                ["phase"] = "query",
                ["grouped"] = true,
                ["failed_shards"] = ToJson(failures),
            },
        };
    }

    private static long LimitFor(long tracked) => tracked == long.MaxValue ? tracked : tracked + 1;
}
