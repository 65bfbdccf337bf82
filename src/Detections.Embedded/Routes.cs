using Detections.Embedded.Cluster;
using Detections.Embedded.Documents;
using Detections.Embedded.Http;
using Detections.Embedded.Indices;
using Detections.Embedded.Mapping;
using Detections.Embedded.Search;
using Detections.Embedded.Security;
using static Detections.Embedded.Security.Access;

namespace Detections.Embedded;

/// <summary>Everything the node answers: method, path, URL parameters, what the caller must be allowed, and who answers.</summary>
internal static class Routes
{
    private const string Masters = " master_timeout timeout";
    private const string Expand = IndexOptions.Parameters;
    private const string Write =
        "refresh timeout wait_for_active_shards require_alias if_seq_no if_primary_term op_type";
    private const string Source = "_source _source_includes _source_excludes";

    public static IReadOnlyList<Route> Of(Node node)
    {
        var cluster = new ClusterApi(node);
        var cat = new CatApi(node);
        var indices = new IndexApi(node);
        var aliases = new AliasApi(node);
        var templates = new TemplateApi(node);
        var streams = new DataStreamApi(node);
        var resolve = new ResolveApi(node);
        var fieldCaps = new FieldCapsApi(node);
        var documents = new DocumentApi(node);
        var bulk = new BulkApi(node);
        var multiGet = new MultiGetApi(node);
        var search = new SearchApi(node);
        var pit = new PointInTimeApi(node);
        var scroll = new ScrollApi(node);

        return
        [
            new("GET HEAD", "/", "", OnCluster("cluster:monitor/main"), cluster.Info),
            new(
                "GET",
                "/_cluster/health",
                "wait_for_status timeout " + Expand,
                OnCluster("cluster:monitor/health"),
                cluster.Health
            ),
            new(
                "GET",
                "/_cluster/health/{index}",
                "wait_for_status timeout " + Expand,
                OnCluster("cluster:monitor/health"),
                cluster.Health
            ),
            new("GET", "/_cat/health", "h v", OnCluster("cluster:monitor/health"), new CatHealthApi(node).Health),
            new("GET", "/_cat/indices", "v h " + Expand + Masters, OnIndices("indices:monitor/stats"), cat.Indices),
            new(
                "GET",
                "/_cat/indices/{index}",
                "v h " + Expand + Masters,
                OnIndices("indices:monitor/stats"),
                cat.Indices
            ),
            new(
                "PUT",
                "/{index}",
                "wait_for_active_shards" + Masters,
                OnIndices("indices:admin/create"),
                indices.Create
            ),
            new(
                "GET",
                "/{index}",
                "flat_settings local " + Expand + Masters,
                OnIndices("indices:admin/get"),
                indices.Get
            ),
            new("HEAD", "/{index}", "local " + Expand + Masters, OnIndices("indices:admin/get"), indices.Exists),
            new("DELETE", "/{index}", Expand + Masters, OnIndices("indices:admin/delete"), indices.Delete),
            new(
                "GET",
                "/_mapping",
                "local " + Expand + Masters,
                OnIndices("indices:admin/mappings/get"),
                indices.GetMapping
            ),
            new(
                "GET",
                "/{index}/_mapping",
                "local " + Expand + Masters,
                OnIndices("indices:admin/mappings/get"),
                indices.GetMapping
            ),
            new(
                "PUT POST",
                "/{index}/_mapping",
                Expand + Masters,
                OnIndices("indices:admin/mapping/put"),
                indices.PutMapping
            ),
            new(
                "GET",
                "/_settings",
                "flat_settings local " + Expand + Masters,
                OnIndices("indices:monitor/settings/get"),
                indices.GetSettings
            ),
            new(
                "GET",
                "/{index}/_settings",
                "flat_settings local " + Expand + Masters,
                OnIndices("indices:monitor/settings/get"),
                indices.GetSettings
            ),
            new(
                "PUT",
                "/{index}/_settings",
                Expand + Masters,
                OnIndices("indices:admin/settings/update"),
                indices.PutSettings
            ),
            new("GET POST", "/_refresh", Expand, OnIndices("indices:admin/refresh"), indices.Refresh),
            new("GET POST", "/{index}/_refresh", Expand, OnIndices("indices:admin/refresh"), indices.Refresh),
            new("POST", "/_aliases", Masters, OnSomeIndex("indices:admin/aliases"), aliases.Update),
            new("GET", "/_alias", "local " + Expand + Masters, OnAliases("indices:admin/aliases/get"), aliases.Get),
            new(
                "GET",
                "/_alias/{name}",
                "local " + Expand + Masters,
                OnAliases("indices:admin/aliases/get"),
                aliases.Get
            ),
            new(
                "GET",
                "/{index}/_alias",
                "local " + Expand + Masters,
                OnAliases("indices:admin/aliases/get"),
                aliases.Get
            ),
            new(
                "GET",
                "/{index}/_alias/{name}",
                "local " + Expand + Masters,
                OnAliases("indices:admin/aliases/get"),
                aliases.Get
            ),
            new(
                "HEAD",
                "/_alias/{name}",
                "local " + Expand + Masters,
                OnAliases("indices:admin/aliases/get"),
                aliases.Exists
            ),
            new(
                "HEAD",
                "/{index}/_alias/{name}",
                "local " + Expand + Masters,
                OnAliases("indices:admin/aliases/get"),
                aliases.Exists
            ),
            new("PUT POST", "/{index}/_alias/{name}", Masters, OnAliases("indices:admin/aliases"), aliases.Put),
            new("DELETE", "/{index}/_alias/{name}", Masters, OnAliases("indices:admin/aliases"), aliases.Delete),
            new(
                "PUT POST",
                "/_index_template/{name}",
                "create cause" + Masters,
                OnCluster("indices:admin/index_template/put"),
                templates.Put
            ),
            new(
                "GET",
                "/_index_template",
                "local" + Masters,
                OnCluster("indices:admin/index_template/get"),
                templates.Get
            ),
            new(
                "GET",
                "/_index_template/{name}",
                "local" + Masters,
                OnCluster("indices:admin/index_template/get"),
                templates.Get
            ),
            new(
                "HEAD",
                "/_index_template/{name}",
                "local" + Masters,
                OnCluster("indices:admin/index_template/get"),
                templates.Exists
            ),
            new(
                "DELETE",
                "/_index_template/{name}",
                Masters,
                OnCluster("indices:admin/index_template/delete"),
                templates.Delete
            ),
            new(
                "PUT POST",
                "/_component_template/{name}",
                "create cause" + Masters,
                OnCluster("cluster:admin/component_template/put"),
                templates.PutComponent
            ),
            new(
                "GET",
                "/_component_template",
                "local" + Masters,
                OnCluster("cluster:admin/component_template/get"),
                templates.GetComponent
            ),
            new(
                "GET",
                "/_component_template/{name}",
                "local" + Masters,
                OnCluster("cluster:admin/component_template/get"),
                templates.GetComponent
            ),
            new(
                "HEAD",
                "/_component_template/{name}",
                "local" + Masters,
                OnCluster("cluster:admin/component_template/get"),
                templates.ComponentExists
            ),
            new(
                "DELETE",
                "/_component_template/{name}",
                Masters,
                OnCluster("cluster:admin/component_template/delete"),
                templates.DeleteComponent
            ),
            new(
                "PUT",
                "/_data_stream/{name}",
                Masters,
                OnIndices("indices:admin/data_stream/create", "name"),
                streams.Create
            ),
            new(
                "GET",
                "/_data_stream",
                "expand_wildcards" + Masters,
                OnIndices("indices:admin/data_stream/get", "name"),
                streams.Get
            ),
            new(
                "GET",
                "/_data_stream/{name}",
                "expand_wildcards" + Masters,
                OnIndices("indices:admin/data_stream/get", "name"),
                streams.Get
            ),
            new(
                "DELETE",
                "/_data_stream/{name}",
                "expand_wildcards" + Masters,
                OnIndices("indices:admin/data_stream/delete", "name"),
                streams.Delete
            ),
            new(
                "POST",
                "/{index}/_rollover",
                "dry_run wait_for_active_shards" + Masters,
                OnIndices("indices:admin/rollover"),
                streams.Rollover
            ),
            new("GET", "/_resolve/index/{index}", Expand, OnIndices("indices:admin/resolve/index"), resolve.Resolve),
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
            new("GET POST", "/_security/user/_has_privileges", "", Anybody, PrivilegesApi.HasPrivileges),
            new("GET", "/_security/_authenticate", "", Anybody, PrivilegesApi.Authenticate),
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
                "refresh timeout wait_for_active_shards require_alias",
                OnSomeIndex("indices:data/write/bulk"),
                bulk.Run
            ),
            new(
                "POST PUT",
                "/{index}/_bulk",
                "refresh timeout wait_for_active_shards require_alias",
                OnSomeIndex("indices:data/write/bulk"),
                bulk.Run
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
