using Detections.Embedded.Http;
using static Detections.Embedded.Security.Access;

namespace Detections.Embedded.Ingest;

/// <summary>Ingest pipelines.</summary>
internal static class IngestRoutes
{
    private const string Masters = "master_timeout timeout";
    private const string Actions = "cluster:admin/ingest/pipeline/";

    public static IReadOnlyList<Route> Of(Node node)
    {
        var pipelines = new PipelineApi(node.Catalog, node.Pipelines);
        var (get, simulate) = (OnCluster(Actions + "get"), OnCluster(Actions + "simulate"));
        return
        [
            new("GET POST", "/_ingest/pipeline/_simulate", "", simulate, pipelines.Simulate),
            new("PUT", "/_ingest/pipeline/{name}", Masters + " if_version", OnCluster(Actions + "put"), pipelines.Put),
            new("GET", "/_ingest/pipeline", Masters, get, pipelines.Get),
            new("GET", "/_ingest/pipeline/{name}", Masters, get, pipelines.Get),
            new("DELETE", "/_ingest/pipeline/{name}", Masters, OnCluster(Actions + "delete"), pipelines.Delete),
            new("GET POST", "/_ingest/pipeline/{name}/_simulate", "", simulate, pipelines.Simulate),
        ];
    }
}
