using Detections.Embedded.Http;
using Detections.Embedded.Indices;
using Detections.Embedded.Security;
using static Detections.Embedded.Security.Access;

namespace Detections.Embedded.Cluster;

/// <summary>The node itself, and who is calling it.</summary>
internal static class ClusterRoutes
{
    private const string Masters = " master_timeout timeout";
    private const string Expand = IndexOptions.Parameters;

    public static IReadOnlyList<Route> Of(Node node)
    {
        var cluster = new ClusterApi(node);
        var cat = new CatApi(node);
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
            new("GET POST", "/_security/user/_has_privileges", "", Anybody, PrivilegesApi.HasPrivileges),
            new("GET", "/_security/_authenticate", "", Anybody, PrivilegesApi.Authenticate),
        ];
    }
}
