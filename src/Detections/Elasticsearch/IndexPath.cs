namespace Detections.Elasticsearch;

internal static class IndexPath
{
    /// <summary>Whether it names a remote cluster, which stands before a colon.</summary>
    public static bool IsRemote(string pattern) => pattern.Contains(':', StringComparison.Ordinal);

    /// <summary>Index patterns as one URL segment; the star and the comma may stand as they are.</summary>
    public static string Of(params IEnumerable<string> patterns) =>
        string.Join(',', patterns.Select(p => Uri.EscapeDataString(p).Replace("%2A", "*", StringComparison.Ordinal)));
}
