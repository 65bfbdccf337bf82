using Detections.Embedded.Http;
using static Detections.Embedded.Security.Access;

namespace Detections.Embedded.Documents;

/// <summary>Single documents, and many at once.</summary>
internal static class DocumentRoutes
{
    private const string Write =
        "refresh timeout wait_for_active_shards require_alias if_seq_no if_primary_term op_type pipeline";
    private const string Source = "_source _source_includes _source_excludes";

    public static IReadOnlyList<Route> Of(Node node)
    {
        var documents = new DocumentApi(node);
        var bulk = new BulkApi(node);
        var multiGet = new MultiGetApi(node);
        return
        [
            new("POST", "/{index}/_doc", Write, OnIndices("indices:data/write/index"), documents.Put),
            new("PUT POST", "/{index}/_doc/{id}", Write, OnIndices("indices:data/write/index"), documents.Put),
            new("PUT POST", "/{index}/_create/{id}", Write, OnIndices("indices:data/write/index"), documents.Create),
            new(
                "GET HEAD",
                "/{index}/_doc/{id}",
                "realtime refresh preference " + Source,
                OnIndices("indices:data/read/get"),
                documents.Get
            ),
            new(
                "GET HEAD",
                "/{index}/_source/{id}",
                "realtime refresh preference " + Source,
                OnIndices("indices:data/read/get"),
                documents.GetSource
            ),
            new("DELETE", "/{index}/_doc/{id}", Write, OnIndices("indices:data/write/delete"), documents.Delete),
            new(
                "GET POST",
                "/_mget",
                "realtime refresh preference " + Source,
                OnSomeIndex("indices:data/read/mget"),
                multiGet.Get
            ),
            new(
                "GET POST",
                "/{index}/_mget",
                "realtime refresh preference " + Source,
                OnSomeIndex("indices:data/read/mget"),
                multiGet.Get
            ),
            new(
                "POST PUT",
                "/_bulk",
                "refresh timeout wait_for_active_shards require_alias pipeline",
                OnSomeIndex("indices:data/write/bulk"),
                bulk.Run
            ),
            new(
                "POST PUT",
                "/{index}/_bulk",
                "refresh timeout wait_for_active_shards require_alias pipeline",
                OnSomeIndex("indices:data/write/bulk"),
                bulk.Run
            ),
        ];
    }
}
