using System.Globalization;
using System.Text.RegularExpressions;

namespace Detections.Tests.Cluster;

/// <summary>Reads what Prometheus would: each series by name and labels, without those that name the library, and its value.</summary>
internal static partial class PrometheusText
{
    public static Dictionary<string, double> Read(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(l => !l.StartsWith('#'))
            .Select(l => Series().Match(l))
            .ToDictionary(
                m =>
                    Scope()
                        .Replace(m.Groups["series"].Value, "")
                        .Replace("{,", "{", StringComparison.Ordinal)
                        .Replace("{}", "", StringComparison.Ordinal),
                m => double.Parse(m.Groups["value"].Value, CultureInfo.InvariantCulture),
                StringComparer.Ordinal
            );

    [GeneratedRegex(@"^(?<series>\S+?(\{.*\})?) (?<value>\S+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Series();

    [GeneratedRegex(@",?otel_scope_\w+=""[^""]*""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Scope();
}
