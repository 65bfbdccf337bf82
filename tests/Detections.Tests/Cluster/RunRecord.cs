using System.Globalization;
using System.Text.Json.Nodes;

namespace Detections.Tests.Cluster;

/// <summary>A record of the runs index.</summary>
internal sealed record RunRecord(string Instance, DateTimeOffset Started, int Created)
{
    public static RunRecord Of(JsonNode source) =>
        new(
            source["instance"]!.GetValue<string>(),
            DateTimeOffset.Parse(source["started"]!.GetValue<string>(), CultureInfo.InvariantCulture),
            source["created"]!.GetValue<int>()
        );

    /// <summary>The number of the firing, of those every so often.</summary>
    public long Beat(int seconds) => Started.ToUnixTimeSeconds() / seconds;
}
