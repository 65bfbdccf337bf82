using System.Text;
using Detections.Eql.Patterns;

namespace Detections.Eql.Functions;

/// <summary>
/// <c>startsWith</c>, <c>endsWith</c> and <c>stringContains</c> of a plain field and a constant. Elasticsearch turns them into a prefix
/// query and into the wildcards <c>*text</c> and <c>*text*</c>, which it does not escape: in the constant of the latter two <c>*</c>
/// and <c>?</c> are wildcards and a backslash escapes. Only the case of ASCII letters is ignored.
/// </summary>
internal static class FieldFunction
{
    /// <summary>The test of one value, or null if the function has no such form.</summary>
    public static TextTest? TryCreate(Function function, string constant, bool ignoresCase) =>
        function == StartsWith.Function ? Prefix(Encoding.UTF8.GetBytes(constant), ignoresCase)
        : function == EndsWith.Function ? Lucene($"*{constant}", ignoresCase)
        : function == StringContains.Function ? Lucene($"*{constant}*", ignoresCase)
        : null;

    private static TextTest Prefix(byte[] prefix, bool ignoresCase) =>
        ignoresCase
            ? text => text.Length >= prefix.Length && AsciiCase.Equals(text[..prefix.Length], prefix)
            : text => text.StartsWith(prefix);

    private static TextTest Lucene(string pattern, bool ignoresCase) =>
        Wildcard.WithEscapes(Encoding.UTF8.GetBytes(pattern), ignoresCase).Matches;
}
