using System.Text.Json;
using System.Text.Json.Nodes;

namespace Detections.Elasticsearch;

/// <summary>How one of our own indices is to be. A field that is not mapped is kept, and found in the document only.</summary>
/// <param name="schema">Grows with every change to the mappings.</param>
internal sealed class IndexDefinition(int schema, JsonObject settings, JsonObject properties)
{
    private const string SchemaField = "schema";

    public int Schema { get; } = schema;

    public JsonObject Properties => properties.DeepClone().AsObject();

    public JsonObject Meta => new() { [SchemaField] = Schema };

    public JsonObject Body(bool isServerless)
    {
        var index = settings.DeepClone().AsObject();
        if (isServerless)
        {
            // It decides about replicas itself, and refuses to be told; and to refresh more often than every five seconds.
            index.Remove("refresh_interval");
        }
        else
        {
            index["auto_expand_replicas"] = "0-1";
        }

        return new()
        {
            ["settings"] = new JsonObject { ["index"] = index },
            ["mappings"] = new JsonObject
            {
                ["_meta"] = Meta,
                ["dynamic"] = false,
                ["properties"] = Properties,
            },
        };
    }

    /// <summary>Which form an index has, as `GET /index` shows it; null where this program did not make it.</summary>
    public static int? SchemaOf(JsonElement index) =>
        index.ValueKind == JsonValueKind.Object
        && index.TryGetProperty("mappings", out var mappings)
        && mappings.TryGetProperty("_meta", out var meta)
        && meta.TryGetProperty(SchemaField, out var schema)
        && schema.ValueKind == JsonValueKind.Number
        && schema.TryGetInt32(out var number)
            ? number
            : null;

    /// <summary>The properties of a flat mapping, by type.</summary>
    public static JsonObject Fields(params ReadOnlySpan<(string Type, string Names)> byType)
    {
        var fields = new JsonObject();
        foreach (var (type, names) in byType)
        {
            foreach (var name in names.Split(' '))
            {
                fields[name] = new JsonObject { ["type"] = type };
            }
        }

        return fields;
    }
}
