using System.IO.Enumeration;
using System.Text.RegularExpressions;

namespace Detections.Runs;

/// <summary>What can be told from the name of a concrete index alone.</summary>
internal static partial class IndexName
{
    /// <summary>Whether the index, or the data stream that it backs, is named by the pattern.</summary>
    public static bool IsNamedBy(string index, string pattern) =>
        FileSystemName.MatchesSimpleExpression(pattern, index, ignoreCase: false)
        || FileSystemName.MatchesSimpleExpression(pattern, StreamOf(index), ignoreCase: false);

    /// <summary>The data stream that the index backs, else the index itself.</summary>
    public static string StreamOf(string index) =>
        BackingIndex().Match(index) is { Success: true } backing
            ? backing.Groups["cluster"].Value + backing.Groups["stream"].Value
            : index;

    /// <summary>Whether this program writes it, whatever the namespace, here or on another cluster.</summary>
    public static bool IsOwn(string index) => OwnIndex().IsMatch(index);

    [GeneratedRegex(
        @"^(?<cluster>[^:]+:)?(partial-|restored-|shrink-[^-]+-)*\.ds-(?<stream>.+)-\d{4}\.\d{2}\.\d{2}-\d{6}$",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex BackingIndex();

    [GeneratedRegex(
        @"^([^:]+:)?(partial-|restored-|shrink-[^-]+-)*(detections-(alerts|state|runs)-|(\.ds-)?logs-detections\.alert-)",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex OwnIndex();
}
