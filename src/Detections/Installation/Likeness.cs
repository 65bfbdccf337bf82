using System.Text.Json;
using System.Text.Json.Nodes;

namespace Detections.Installation;

/// <summary>Whether what is stored is all that is wanted. Elasticsearch adds defaults, and gives settings back as text.</summary>
internal static class Likeness
{
    public static bool Covers(JsonElement stored, JsonNode? wanted) =>
        wanted switch
        {
            JsonObject properties => stored.ValueKind == JsonValueKind.Object
                && properties.All(p => stored.TryGetProperty(p.Key, out var value) && Covers(value, p.Value)),
            JsonArray items => stored.ValueKind == JsonValueKind.Array && CoversItems(stored, items),
            null => stored.ValueKind == JsonValueKind.Null,
            _ => string.Equals(stored.ToString(), wanted.ToString(), StringComparison.OrdinalIgnoreCase),
        };

    private static bool CoversItems(JsonElement stored, JsonArray wanted)
    {
        var items = stored.EnumerateArray().ToList();
        return items.Count == wanted.Count && wanted.All(w => items.Exists(s => Covers(s, w)));
    }
}
