using Detections.Embedded.Http;
using static Detections.Embedded.Security.Access;

namespace Detections.Embedded.Indices;

/// <summary>Indices and aliases.</summary>
internal static class IndexRoutes
{
    private const string Masters = " master_timeout timeout";
    private const string Expand = IndexOptions.Parameters;

    public static IReadOnlyList<Route> Of(Node node)
    {
        var indices = new IndexApi(node);
        var aliases = new AliasApi(node);
        var resolve = new ResolveApi(node);
        return
        [
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
            new("GET", "/_resolve/index/{index}", Expand, OnIndices("indices:admin/resolve/index"), resolve.Resolve),
        ];
    }
}
