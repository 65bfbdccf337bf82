using Detections.Embedded.Http;

namespace Detections.Embedded.Indices;

/// <summary>Settings that keep documents from being written. A real node sets the last one by itself when its disk is full.</summary>
internal static class IndexBlocks
{
    public const string Flood = "index.blocks.read_only_allow_delete";

    private static readonly (string Setting, int Status, string Reason)[] All =
    [
        ("index.blocks.read_only", 403, "FORBIDDEN/5/index read-only (api)"),
        ("index.blocks.write", 403, "FORBIDDEN/8/index write (api)"),
        (
            Flood,
            429,
            "TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has read-only-allow-delete block"
        ),
    ];

    public static void RequireWritable(StoredIndex index)
    {
        foreach (var (setting, status, reason) in All)
        {
            if (index.Settings.Values.GetValueOrDefault(setting) == "true")
            {
                throw new ApiException(
                    status,
                    "cluster_block_exception",
                    $"index [{index.Name}] blocked by: [{reason}];"
                );
            }
        }
    }
}
