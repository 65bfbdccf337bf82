using System.Text.Json.Nodes;
using Detections.Tests.Cluster;

namespace Detections.Tests.Faults;

/// <summary>An event as a shipper sends it.</summary>
internal sealed record PlantedEvent(string Stream, string Process, string User, DateTimeOffset Stamp)
{
    /// <summary>Given by the shipper; null for one of its own.</summary>
    public string? Id { get; init; }

    /// <summary>When it happened, where that was long before it arrived.</summary>
    public DateTimeOffset? Happened { get; init; }

    /// <summary>Whether the cluster stamped it as it arrived.</summary>
    public bool IsStamped { get; init; } = true;

    /// <summary>From when on it can be found; null for as soon as it is planted.</summary>
    public DateTimeOffset? Found { get; init; }

    /// <summary>By what a rule goes.</summary>
    public DateTimeOffset Arrival(bool goesByStamp) => goesByStamp && IsStamped ? Stamp : Happened ?? Stamp;

    public JsonObject Document()
    {
        var document = TestCluster.Attack(Happened ?? Stamp, Stamp);
        document["process"]!["name"] = Process;
        document["user"]!["name"] = User;
        if (Process != WorldRules.Attack)
        {
            document["process"]!["parent"]!["name"] = "explorer.exe";
        }

        if (!IsStamped)
        {
            document["event"]!.AsObject().Remove("ingested");
        }

        return document;
    }
}
