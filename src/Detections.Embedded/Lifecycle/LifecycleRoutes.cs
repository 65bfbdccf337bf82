using Detections.Embedded.Http;
using static Detections.Embedded.Security.Access;

namespace Detections.Embedded.Lifecycle;

/// <summary>Lifecycle policies.</summary>
internal static class LifecycleRoutes
{
    private const string Masters = "master_timeout timeout";
    private const string Actions = "cluster:admin/ilm/";

    public static IReadOnlyList<Route> Of(Node node)
    {
        var policies = new LifecycleApi(node.Catalog, node.Metadata);
        return
        [
            new("PUT", "/_ilm/policy/{name}", Masters, OnCluster(Actions + "put"), policies.Put),
            new("GET", "/_ilm/policy", Masters, OnCluster(Actions + "get"), policies.Get),
            new("GET", "/_ilm/policy/{name}", Masters, OnCluster(Actions + "get"), policies.Get),
            new("DELETE", "/_ilm/policy/{name}", Masters, OnCluster(Actions + "delete"), policies.Delete),
        ];
    }
}
