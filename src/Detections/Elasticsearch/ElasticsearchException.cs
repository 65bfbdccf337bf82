using System.Net;
using Detections.Runs;

namespace Detections.Elasticsearch;

/// <summary>Elasticsearch refused a request, answered it in part, or did not answer.</summary>
internal class ElasticsearchException(
    string message,
    bool unreachable = false,
    HttpStatusCode? status = null,
    Exception? inner = null
) : ClusterException(message, unreachable, inner)
{
    public HttpStatusCode? Status { get; } = status;

    /// <summary>Whether the same for less might be answered.</summary>
    public bool IsTooLarge { get; init; }
}
