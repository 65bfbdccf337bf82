using System.Diagnostics;
using System.Text.Json.Nodes;
using Detections.Embedded.Http;
using Detections.Embedded.Indices;
using Detections.Embedded.Search.Queries;
using Detections.Embedded.Security;

namespace Detections.Embedded.Search;

/// <summary><c>_search</c> and <c>_count</c>.</summary>
internal sealed class SearchApi(Node node)
{
    public const string Action = "indices:data/read/search";

    private readonly Searcher _searcher = new(node);

    public ApiReply Search(ApiRequest request)
    {
        var started = Stopwatch.GetTimestamp();
        var search = SearchRequest.Read(request);
        if (search.PitId is null)
        {
            request.Narrow(Action, "index");
        }
        else if (request.OptionalSegment("index") is not null)
        {
            throw ApiException.Invalid("a search in a point in time takes no index in its path");
        }
        else
        {
            request.Caller.RequireIndices(Action, node.Contexts.IndicesOf(search.PitId));
        }

        var indices = request.OptionalSegment("index");
        if (request.Parameter("scroll") is { } keepAlive)
        {
            return new ScrollApi(node).Open(request, search, keepAlive);
        }

        var result = _searcher.Search(search, indices, IndexOptions.From(request));
        return new SearchResponse(node.Documents, result, Stopwatch.GetElapsedTime(started))
        {
            TotalAsNumber = request.Flag("rest_total_hits_as_int"),
        }.ToReply();
    }

    public ApiReply Count(ApiRequest request)
    {
        var body = request.Json()?.Only("count", "query");
        var query = body?.Get("query") is { } given ? QueryParser.Read(given) : ConstantQuery.All;
        var indices = node.Catalog.Resolve(request.OptionalSegment("index"), IndexOptions.From(request));
        return ApiReply.Ok(
            new JsonObject
            {
                ["count"] = _searcher.Count(query, indices),
                ["_shards"] = Searcher.AllSuccessful(indices.Count),
            }
        );
    }
}
