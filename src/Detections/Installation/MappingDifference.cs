using System.Text.Json;
using System.Text.Json.Nodes;

namespace Detections.Installation;

/// <summary>What an index's mapping lacks of the wanted one, and what Elasticsearch cannot change in it.</summary>
internal sealed class MappingDifference
{
    /// <summary>What of a field may be changed while it has values.</summary>
    private static readonly string[] Changeable = ["ignore_above", "fields"];

    private readonly List<FieldConflict> _conflicts = [];

    private MappingDifference() { }

    /// <summary>The `properties` to put; empty when nothing is lacking.</summary>
    public JsonObject Additions { get; private set; } = [];

    public IReadOnlyList<FieldConflict> Conflicts => _conflicts;

    /// <param name="mapping">The index's mapping, or nothing where it has none.</param>
    public static MappingDifference Of(JsonElement mapping, JsonObject properties)
    {
        var difference = new MappingDifference();
        difference.Additions = difference.Compare(Properties(mapping), properties, "");
        return difference;
    }

    private JsonObject Compare(JsonElement found, JsonObject wanted, string parent)
    {
        var additions = new JsonObject();
        foreach (var (name, definition) in wanted)
        {
            var field = definition!.AsObject();
            if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(name, out var existing))
            {
                additions[name] = field.DeepClone();
            }
            else if (CompareField(existing, field, parent + name) is { } change)
            {
                additions[name] = change;
            }
        }

        return additions;
    }

    private JsonObject? CompareField(JsonElement found, JsonObject wanted, string path)
    {
        var (foundType, wantedType) = (TypeOf(found), wanted["type"]?.ToString() ?? "object");
        if (foundType != wantedType)
        {
            _conflicts.Add(new(path, foundType, wantedType));
            return null;
        }

        if (wanted["properties"] is JsonObject properties)
        {
            var below = Compare(Properties(found), properties, path + ".");
            return below.Count == 0 ? null : new JsonObject { ["properties"] = below };
        }

        foreach (var (name, value) in wanted.Where(p => p.Key != "type" && !Changeable.Contains(p.Key)))
        {
            if (!found.TryGetProperty(name, out var existing) || !Likeness.Covers(existing, value))
            {
                _conflicts.Add(new(path, $"{foundType} without {name}: {value}", $"{wantedType} with it"));
                return null;
            }
        }

        return Likeness.Covers(found, wanted) ? null : wanted.DeepClone().AsObject();
    }

    private static string TypeOf(JsonElement field) =>
        field.TryGetProperty("type", out var type) ? type.ToString() : "object";

    private static JsonElement Properties(JsonElement level) =>
        level.ValueKind == JsonValueKind.Object && level.TryGetProperty("properties", out var properties)
            ? properties
            : default;
}
