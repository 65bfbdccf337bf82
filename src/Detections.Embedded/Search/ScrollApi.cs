using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Embedded.Http;
using Detections.Embedded.Indices;

namespace Detections.Embedded.Search;

/// <summary>Scrolls: a point in time that remembers its search and how far it has come.</summary>
internal sealed class ScrollApi(Node node)
{
    private readonly Searcher _searcher = new(node);

    public ApiReply Open(ApiRequest request, SearchRequest search, string keepAlive)
    {
        if (search.From > 0 || search.SearchAfter is not null || search.PitId is not null)
        {
            throw ApiException.IllegalArgument("[from], [search_after] and [pit] cannot be used in a scroll context");
        }

        var indices = node.Catalog.Resolve(request.OptionalSegment("index"), IndexOptions.From(request));
        var context = node.Contexts.Open(_searcher.Current(indices).Keys, keepAlive);
        context.Scroll = search with
        {
            Sort = search.Sort.Exists(key => key.IsRowOrder)
                ? search.Sort
                : [.. search.Sort, new SortKey("_doc", false)],
            HidesLastSort = !search.Sort.Exists(key => key.IsRowOrder),
            TrackTotalHits = long.MaxValue,
        };
        return Page(request, context);
    }

    public ApiReply Next(ApiRequest request)
    {
        var body = request.Json()?.Only("scroll", "scroll", "scroll_id");
        var id =
            request.OptionalSegment("scroll_id")
            ?? request.Parameter("scroll_id")
            ?? body?.Get("scroll_id")?.Text("scroll_id");
        var keepAlive = request.Parameter("scroll") ?? body?.Get("scroll")?.Text("scroll");
        if (id is null)
        {
            throw ApiException.IllegalArgument("[scroll_id] is missing");
        }

        var context = node.Contexts.Find(id, keepAlive);
        return context is { Scroll: not null } ? Page(request, context) : throw Searcher.MissingContext(id);
    }

    public ApiReply Close(ApiRequest request)
    {
        var ids = Ids(request);
        var freed = ids is ["_all"] ? node.Contexts.CloseScrolls() : ids.Count(node.Contexts.Close);
        return ApiReply.Of(freed > 0 ? 200 : 404, new JsonObject { ["succeeded"] = true, ["num_freed"] = freed });
    }

    private static IReadOnlyList<string> Ids(ApiRequest request) =>
        request.OptionalSegment("scroll_id")?.Split(',')
        ?? request.Json()?.Only("scroll", "scroll_id").Get("scroll_id")?.Texts("scroll_id")
        ?? throw ApiException.IllegalArgument("[scroll_id] is missing");

    private ApiReply Page(ApiRequest request, SearchContext context)
    {
        var started = Stopwatch.GetTimestamp();
        var result = _searcher.Search(context.Scroll!, context.Generations, context);
        if (result.Hits.Count > 0)
        {
            context.Scroll = context.Scroll! with { SearchAfter = Position(result) };
        }

        return new SearchResponse(node.Documents, result, Stopwatch.GetElapsedTime(started))
        {
            TotalAsNumber = request.Flag("rest_total_hits_as_int"),
        }.ToReply();
    }

    private static List<JsonElement> Position(SearchResult result)
    {
        var last = result.Hits[^1];
        var sorts = result.Searches[last.Index].Sorts;
        return [.. sorts.Select((sort, i) => JsonSerializer.SerializeToElement(sort.Show(last.SortTerms[i])))];
    }
}
