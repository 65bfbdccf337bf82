using Detections.Embedded.Cluster;
using Detections.Embedded.Documents;
using Detections.Embedded.Http;
using Detections.Embedded.Indices;
using Detections.Embedded.Mapping;
using Detections.Embedded.Search;

namespace Detections.Embedded;

/// <summary>Everything the node answers: method, path, URL parameters, and who answers.</summary>
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
            new("GET HEAD", "/", "", cluster.Info),
            new("GET", "/_cluster/health", "wait_for_status timeout " + Expand, cluster.Health),
            new("GET", "/_cluster/health/{index}", "wait_for_status timeout " + Expand, cluster.Health),
            new("GET", "/_cat/health", "h v", new CatHealthApi(node).Health),
            new("GET", "/_cat/indices", "v h " + Expand + Masters, cat.Indices),
            new("GET", "/_cat/indices/{index}", "v h " + Expand + Masters, cat.Indices),
            new("PUT", "/{index}", "wait_for_active_shards" + Masters, indices.Create),
            new("GET", "/{index}", "flat_settings local " + Expand + Masters, indices.Get),
            new("HEAD", "/{index}", "local " + Expand + Masters, indices.Exists),
            new("DELETE", "/{index}", Expand + Masters, indices.Delete),
            new("GET", "/_mapping", "local " + Expand + Masters, indices.GetMapping),
            new("GET", "/{index}/_mapping", "local " + Expand + Masters, indices.GetMapping),
            new("PUT POST", "/{index}/_mapping", Expand + Masters, indices.PutMapping),
            new("GET", "/_settings", "flat_settings local " + Expand + Masters, indices.GetSettings),
            new("GET", "/{index}/_settings", "flat_settings local " + Expand + Masters, indices.GetSettings),
            new("PUT", "/{index}/_settings", Expand + Masters, indices.PutSettings),
            new("GET POST", "/_refresh", Expand, indices.Refresh),
            new("GET POST", "/{index}/_refresh", Expand, indices.Refresh),
            new("POST", "/_aliases", Masters, aliases.Update),
            new("GET", "/_alias", "local " + Expand + Masters, aliases.Get),
            new("GET", "/_alias/{name}", "local " + Expand + Masters, aliases.Get),
            new("GET", "/{index}/_alias", "local " + Expand + Masters, aliases.Get),
            new("GET", "/{index}/_alias/{name}", "local " + Expand + Masters, aliases.Get),
            new("HEAD", "/_alias/{name}", "local " + Expand + Masters, aliases.Exists),
            new("HEAD", "/{index}/_alias/{name}", "local " + Expand + Masters, aliases.Exists),
            new("PUT POST", "/{index}/_alias/{name}", Masters, aliases.Put),
            new("DELETE", "/{index}/_alias/{name}", Masters, aliases.Delete),
            new("PUT POST", "/_index_template/{name}", "create cause" + Masters, templates.Put),
            new("GET", "/_index_template", "local" + Masters, templates.Get),
            new("GET", "/_index_template/{name}", "local" + Masters, templates.Get),
            new("HEAD", "/_index_template/{name}", "local" + Masters, templates.Exists),
            new("DELETE", "/_index_template/{name}", Masters, templates.Delete),
            new("PUT POST", "/_component_template/{name}", "create cause" + Masters, templates.PutComponent),
            new("GET", "/_component_template", "local" + Masters, templates.GetComponent),
            new("GET", "/_component_template/{name}", "local" + Masters, templates.GetComponent),
            new("HEAD", "/_component_template/{name}", "local" + Masters, templates.ComponentExists),
            new("DELETE", "/_component_template/{name}", Masters, templates.DeleteComponent),
            new("PUT", "/_data_stream/{name}", Masters, streams.Create),
            new("GET", "/_data_stream", "expand_wildcards" + Masters, streams.Get),
            new("GET", "/_data_stream/{name}", "expand_wildcards" + Masters, streams.Get),
            new("DELETE", "/_data_stream/{name}", "expand_wildcards" + Masters, streams.Delete),
            new("POST", "/{index}/_rollover", "dry_run wait_for_active_shards" + Masters, streams.Rollover),
            new("GET", "/_resolve/index/{index}", Expand, resolve.Resolve),
            new("GET POST", "/_field_caps", "fields types include_unmapped " + Expand, fieldCaps.Get),
            new("GET POST", "/{index}/_field_caps", "fields types include_unmapped " + Expand, fieldCaps.Get),
            new("GET POST", "/_security/user/_has_privileges", "", SecurityApi.HasPrivileges),
            new("GET", "/_security/_authenticate", "", SecurityApi.Authenticate),
            new("POST", "/{index}/_doc", Write, documents.Put),
            new("PUT POST", "/{index}/_doc/{id}", Write, documents.Put),
            new("PUT POST", "/{index}/_create/{id}", Write, documents.Create),
            new("GET HEAD", "/{index}/_doc/{id}", "realtime refresh preference " + Source, documents.Get),
            new("GET HEAD", "/{index}/_source/{id}", "realtime refresh preference " + Source, documents.GetSource),
            new("DELETE", "/{index}/_doc/{id}", Write, documents.Delete),
            new("GET POST", "/_mget", "realtime refresh preference " + Source, multiGet.Get),
            new("GET POST", "/{index}/_mget", "realtime refresh preference " + Source, multiGet.Get),
            new("POST PUT", "/_bulk", "refresh timeout wait_for_active_shards require_alias", bulk.Run),
            new("POST PUT", "/{index}/_bulk", "refresh timeout wait_for_active_shards require_alias", bulk.Run),
            new("GET POST", "/_search", SearchRequest.Parameters, search.Search),
            new("GET POST", "/{index}/_search", SearchRequest.Parameters, search.Search),
            new("GET POST", "/_search/scroll", "scroll scroll_id rest_total_hits_as_int", scroll.Next),
            new("DELETE", "/_search/scroll", "", scroll.Close),
            new("DELETE", "/_search/scroll/{scroll_id}", "", scroll.Close),
            new("GET POST", "/_count", Expand, search.Count),
            new("GET POST", "/{index}/_count", Expand, search.Count),
            new("POST", "/{index}/_pit", "keep_alive preference allow_partial_search_results " + Expand, pit.Open),
            new("DELETE", "/_pit", "", pit.Close),
        ];
    }
}
