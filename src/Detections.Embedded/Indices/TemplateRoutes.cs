using Detections.Embedded.Http;
using static Detections.Embedded.Security.Access;

namespace Detections.Embedded.Indices;

/// <summary>Templates and data streams.</summary>
internal static class TemplateRoutes
{
    private const string Masters = " master_timeout timeout";

    public static IReadOnlyList<Route> Of(Node node)
    {
        var templates = new TemplateApi(node);
        var streams = new DataStreamApi(node);
        return
        [
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
        ];
    }
}
