using Detections.Embedded.Cluster;
using Detections.Embedded.Documents;
using Detections.Embedded.Http;
using Detections.Embedded.Indices;
using Detections.Embedded.Ingest;
using Detections.Embedded.Lifecycle;
using Detections.Embedded.Search;
using Detections.Embedded.Security;

namespace Detections.Embedded;

/// <summary>Everything the node answers.</summary>
internal static class Routes
{
    public static IReadOnlyList<Route> Of(Node node, EmbeddedNodeSecurity? security) =>
        [
            .. ClusterRoutes.Of(node),
            .. IndexRoutes.Of(node),
            .. TemplateRoutes.Of(node),
            .. LifecycleRoutes.Of(node),
            .. IngestRoutes.Of(node),
            .. DocumentRoutes.Of(node),
            .. SearchRoutes.Of(node),
            .. SecurityRoutes.Of(node, security),
        ];
}
