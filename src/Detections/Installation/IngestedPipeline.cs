using System.Text.Json.Nodes;

namespace Detections.Installation;

/// <summary>Stamps what shippers send without a time of arrival, so that late events are found.</summary>
internal static class IngestedPipeline
{
    public const string Name = "detections-event-ingested";

    /// <summary>Attaching it is left to the shipper's owner: a setting on the indices would replace the pipeline they may have.</summary>
    public const string Detail =
        $"to use it, set `output.elasticsearch.pipeline: {Name}` in winlogbeat.yml; where a pipeline is named there already, keep that and call this one from it";

    public static JsonObject Body() =>
        new()
        {
            ["description"] = "Sets event.ingested where nothing has set it before",
            ["processors"] = new JsonArray(
                new JsonObject
                {
                    ["set"] = new JsonObject
                    {
                        ["field"] = "event.ingested",
                        ["value"] = "{{{_ingest.timestamp}}}",
                        ["override"] = false,
                    },
                }
            ),
            ["_meta"] = Managed.Mark(),
        };
}
