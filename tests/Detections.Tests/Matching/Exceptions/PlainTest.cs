using System.Globalization;
using System.IO.Enumeration;
using System.Net;

namespace Detections.Tests.Matching.Exceptions;

/// <summary>How values compare, said once more with the framework's own means.</summary>
internal static class PlainTest
{
    public static bool Equal(string field, string value, string wanted, bool ignoresCase) =>
        field switch
        {
            "process.pid" => decimal.Parse(value, CultureInfo.InvariantCulture)
                == decimal.Parse(wanted, CultureInfo.InvariantCulture),
            "source.ip" => IPAddress.TryParse(value, out var address) && Network(wanted).Contains(address),
            _ => string.Equals(value, wanted, Comparison(ignoresCase)),
        };

    /// <summary>To the framework, an empty name is like nothing.</summary>
    public static bool Like(string value, string pattern, bool ignoresCase) =>
        value.Length == 0
            ? pattern.All(c => c == '*')
            : FileSystemName.MatchesSimpleExpression(pattern, value, ignoresCase);

    public static bool Less(string field, string value, string bound) =>
        field == "process.pid"
            ? decimal.Parse(value, CultureInfo.InvariantCulture) < decimal.Parse(bound, CultureInfo.InvariantCulture)
            : string.CompareOrdinal(value, bound) < 0;

    private static IPNetwork Network(string text) =>
        text.Contains('/', StringComparison.Ordinal)
            ? IPNetwork.Parse(text)
            : new IPNetwork(IPAddress.Parse(text), text.Contains(':', StringComparison.Ordinal) ? 128 : 32);

    private static StringComparison Comparison(bool ignoresCase) =>
        ignoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
}
