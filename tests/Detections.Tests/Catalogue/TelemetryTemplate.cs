using System.Text.Json.Nodes;

namespace Detections.Tests.Catalogue;

/// <summary>An index template that maps strings as Elastic's own templates do.</summary>
internal static class TelemetryTemplate
{
    public static string Of(params string[] patterns)
    {
        var template = JsonNode
            .Parse(
                """
                {
                  "data_stream": {}, "priority": 300,
                  "template": { "mappings": {
                    "date_detection": false,
                    "dynamic_templates": [
                      { "lines": { "path_match": "process.command_line", "mapping": { "type": "wildcard" } } },
                      { "texts": { "match_mapping_type": "string", "mapping": { "type": "keyword", "ignore_above": 1024 } } }
                    ],
                    "properties": {
                      "@timestamp": { "type": "date" },
                      "event": { "properties": { "ingested": { "type": "date" } } }
                    }
                  } }
                }
                """
            )!
            .AsObject();
        template["index_patterns"] = new JsonArray([.. patterns.Select(p => (JsonNode)p)]);
        return template.ToJsonString();
    }
}
