using System.Text.Json;

namespace Detections.Elasticsearch;

/// <summary>Tells whether shards or remote clusters are missing from an answer that looks like success.</summary>
internal static class PartialAnswer
{
    private static readonly string[] Absent = ["skipped", "failed", "partial", "running"];

    public static string? Explain(JsonElement answer)
    {
        if (answer.TryGetProperty("_shards", out var shards) && Count(shards, "failed") is > 0 and var failed)
        {
            return Shards(failed);
        }

        return
            answer.TryGetProperty("_clusters", out var clusters)
            && Absent.Sum(name => Count(clusters, name)) is > 0 and var absent
            ? Clusters(absent)
            : null;
    }

    public static bool IsAbsence(string clusterCount) => Absent.Contains(clusterCount);

    /// <summary>What was found to be there a moment ago cannot be searched: it is gone, or may no longer be read.</summary>
    public const string NoShards = "no shard was searched";

    public static string Shards(long failed) => $"{failed} shards failed";

    public static string Clusters(long absent) => $"{absent} remote clusters did not answer completely";

    private static long Count(JsonElement counts, string name) =>
        counts.TryGetProperty(name, out var count) && count.ValueKind == JsonValueKind.Number ? count.GetInt64() : 0;
}
