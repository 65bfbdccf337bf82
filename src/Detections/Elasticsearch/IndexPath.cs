namespace Detections.Elasticsearch;

internal static class IndexPath
{
    /// <summary>Index patterns as one URL segment; the star and the comma may stand as they are.</summary>
    public static string Of(params IEnumerable<string> patterns) =>
        string.Join(',', patterns.Select(p => Uri.EscapeDataString(p).Replace("%2A", "*", StringComparison.Ordinal)));
}
