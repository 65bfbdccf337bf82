using Detections.Embedded.Eql;
using Detections.Embedded.Http;
using Detections.Embedded.Indices;
using Detections.Embedded.Mapping;
using static Detections.Embedded.Security.Access;

namespace Detections.Embedded.Search;

/// <summary>Searches, and what fields there are to search.</summary>
internal static class SearchRoutes
{
    private const string Expand = IndexOptions.Parameters;

    public static IReadOnlyList<Route> Of(Node node)
    {
        var search = new SearchApi(node);
        var pit = new PointInTimeApi(node);
        var scroll = new ScrollApi(node);
        var fieldCaps = new FieldCapsApi(node);
        var eql = new EqlSearchApi(node);
        return
        [
            new(
                "GET POST",
                "/{index}/_eql/search",
                EqlSearchRequest.Parameters,
                OnIndices(EqlSearchApi.Action),
                eql.Search
            ),
            new(
                "GET POST",
                "/_field_caps",
                "fields types include_unmapped " + Expand,
                OnIndices("indices:data/read/field_caps"),
                fieldCaps.Get
            ),
            new(
                "GET POST",
                "/{index}/_field_caps",
                "fields types include_unmapped " + Expand,
                OnIndices("indices:data/read/field_caps"),
                fieldCaps.Get
            ),
            new("GET POST", "/_search", SearchRequest.Parameters, OnSomeIndex(SearchApi.Action), search.Search),
            new("GET POST", "/{index}/_search", SearchRequest.Parameters, OnSomeIndex(SearchApi.Action), search.Search),
            new(
                "GET POST",
                "/_search/scroll",
                "scroll scroll_id rest_total_hits_as_int",
                OnSomeIndex("indices:data/read/scroll"),
                scroll.Next
            ),
            new("DELETE", "/_search/scroll", "", OnSomeIndex("indices:data/read/scroll/clear"), scroll.Close),
            new(
                "DELETE",
                "/_search/scroll/{scroll_id}",
                "",
                OnSomeIndex("indices:data/read/scroll/clear"),
                scroll.Close
            ),
            new("GET POST", "/_count", Expand, OnIndices(SearchApi.Action), search.Count),
            new("GET POST", "/{index}/_count", Expand, OnIndices(SearchApi.Action), search.Count),
            new(
                "POST",
                "/{index}/_pit",
                "keep_alive preference allow_partial_search_results " + Expand,
                OnIndices("indices:data/read/open_point_in_time"),
                pit.Open
            ),
            new("DELETE", "/_pit", "", OnSomeIndex("indices:data/read/close_point_in_time"), pit.Close),
        ];
    }
}
