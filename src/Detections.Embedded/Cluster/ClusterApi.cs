using System.Text.Json.Nodes;
using Detections.Embedded.Http;
using Detections.Embedded.Indices;

namespace Detections.Embedded.Cluster;

/// <summary>What the node says of itself.</summary>
internal sealed class ClusterApi(Node node)
{
    public const string NodeId = "embedded";

    private const string ClusterName = "detections-embedded";
    private const string Version = "9.1.0";

    public ApiReply Info(ApiRequest request) =>
        ApiReply.Ok(
            new JsonObject
            {
                ["name"] = NodeId,
                ["cluster_name"] = ClusterName,
                ["cluster_uuid"] = node.Catalog.ClusterUuid,
                ["version"] = new JsonObject
                {
                    ["number"] = Version,
                    ["build_flavor"] = "default",
                    ["build_type"] = "embedded",
                    ["build_hash"] = "unknown",
                    ["build_date"] = "1970-01-01T00:00:00.000Z",
                    ["build_snapshot"] = false,
                    ["lucene_version"] = "none",
                    ["minimum_wire_compatibility_version"] = "8.0.0",
                    ["minimum_index_compatibility_version"] = "8.0.0",
                },
                ["tagline"] = "You Know, for Search",
            }
        );

    /// <summary>Yellow, as a real single node is, where an index wants replicas.</summary>
    public ApiReply Health(ApiRequest request)
    {
        var indices = node.Catalog.Resolve(
            request.OptionalSegment("index"),
            IndexOptions.From(request) with
            {
                ExpandHidden = true,
            }
        );
        var unassigned = indices.Sum(index => index.Settings.Replicas);
        var status = unassigned > 0 ? "yellow" : "green";
        var wanted = request.Parameter("wait_for_status");
        if (wanted is not (null or "green" or "yellow" or "red"))
        {
            throw ApiException.IllegalArgument($"unknown cluster health status [{wanted}]");
        }

        var timedOut = wanted == "green" && status == "yellow";
        return ApiReply.Of(
            timedOut ? 408 : 200,
            new JsonObject
            {
                ["cluster_name"] = ClusterName,
                ["status"] = status,
                ["timed_out"] = timedOut,
                ["number_of_nodes"] = 1,
                ["number_of_data_nodes"] = 1,
                ["active_primary_shards"] = indices.Count,
                ["active_shards"] = indices.Count,
                ["relocating_shards"] = 0,
                ["initializing_shards"] = 0,
                ["unassigned_shards"] = unassigned,
                ["unassigned_primary_shards"] = 0,
                ["delayed_unassigned_shards"] = 0,
                ["number_of_pending_tasks"] = 0,
                ["number_of_in_flight_fetch"] = 0,
                ["task_max_waiting_in_queue_millis"] = 0,
                ["active_shards_percent_as_number"] =
                    indices.Count == 0 ? 100.0 : 100.0 * indices.Count / (indices.Count + unassigned),
            }
        );
    }
}
