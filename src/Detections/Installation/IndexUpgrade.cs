using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Elasticsearch;

namespace Detections.Installation;

/// <summary>Brings the mapping of an index that exists to its present form, as far as that can be done.</summary>
internal static class IndexUpgrade
{
    public static SetupRequest Request(string index, IndexDefinition definition, JsonObject properties) =>
        new("PUT", $"{index}/_mapping", new JsonObject { ["_meta"] = definition.Meta, ["properties"] = properties });

    /// <param name="found">The index, as `GET /index` shows it.</param>
    public static async Task<StepResult> RunAsync(
        ElasticsearchClient client,
        string subject,
        string index,
        IndexDefinition definition,
        JsonElement found,
        CancellationToken cancellationToken
    )
    {
        var mapping = found.TryGetProperty("mappings", out var mappings) ? mappings : default;
        var schema = IndexDefinition.SchemaOf(found);
        if (schema > definition.Schema)
        {
            return new(subject, StepOutcome.Unchanged, "made by a newer version of this program");
        }

        var difference = MappingDifference.Of(mapping, definition.Properties);
        var isUpgraded = difference.Additions.Count > 0 || schema != definition.Schema;
        if (isUpgraded)
        {
            using var response = await Request(index, definition, difference.Additions)
                .SendAsync(client, cancellationToken);
            response.Expect();
        }

        return difference.Conflicts.Count > 0
                ? new(subject, StepOutcome.Refused, string.Join("; ", difference.Conflicts.Select(c => c.In(index))))
            : isUpgraded ? new(subject, StepOutcome.Upgraded, Names(difference.Additions))
            : new(subject, StepOutcome.Unchanged, "");
    }

    private static string Names(JsonObject additions) =>
        additions.Count == 0 ? "its schema number" : $"fields: {string.Join(", ", Leaves(additions, ""))}";

    private static IEnumerable<string> Leaves(JsonObject properties, string parent) =>
        properties.SelectMany(p =>
            p.Value!["properties"] is JsonObject below ? Leaves(below, $"{parent}{p.Key}.") : [parent + p.Key]
        );
}
