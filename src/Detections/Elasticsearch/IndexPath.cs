using System.IO.Enumeration;

namespace Detections.Elasticsearch;

internal static class IndexPath
{
    /// <summary>Whether it names a remote cluster, which stands before a colon.</summary>
    public static bool IsRemote(string pattern) => pattern.Contains(':', StringComparison.Ordinal);

    /// <summary>Whether the pattern looks into the cluster that the index is in.</summary>
    public static bool IsInClusterOf(string index, string pattern) =>
        ClusterOf(pattern) == ClusterOf(index)
        || FileSystemName.MatchesSimpleExpression(ClusterOf(pattern), ClusterOf(index), ignoreCase: false);

    /// <summary>Index patterns as one URL segment; the star and the comma may stand as they are.</summary>
    public static string Of(params IEnumerable<string> patterns) =>
        string.Join(',', patterns.Select(p => Uri.EscapeDataString(p).Replace("%2A", "*", StringComparison.Ordinal)));

    private static string ClusterOf(string name) => name[..(name.IndexOf(':', StringComparison.Ordinal) + 1)];
}
