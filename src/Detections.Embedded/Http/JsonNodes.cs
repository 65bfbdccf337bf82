using System.Text.Json;
using System.Text.Json.Nodes;

namespace Detections.Embedded.Http;

/// <summary>Reads parts of bodies that are kept as they came, refusing what has the wrong shape.</summary>
internal static class JsonNodes
{
    private static readonly JsonDocumentOptions AsKept = new() { MaxDepth = JsonBody.DeepestAnswer };

    /// <summary>Reads what the node wrote itself, as deep as a body may be.</summary>
    public static JsonNode Parse(string json) => JsonNode.Parse(json, documentOptions: AsKept)!;

    public static JsonNode? ToNode(this JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => JsonObject.Create(element),
            JsonValueKind.Array => JsonArray.Create(element),
            _ => JsonValue.Create(element),
        };

    public static JsonObject RequiredObject(this JsonNode? node, string where) =>
        node as JsonObject ?? throw Wrong(where, "an object", node);

    public static bool? Flag(this JsonNode? node, string where) =>
        node?.ToString() switch
        {
            null => null,
            "true" => true,
            "false" => false,
            _ => throw Wrong(where, "true or false", node),
        };

    public static long? WholeNumber(this JsonNode? node, string where) =>
        node is null ? null
        : node is JsonValue value
        && value.GetValueKind() == JsonValueKind.Number
        && value.TryGetValue<long>(out var number)
            ? number
        : throw Wrong(where, "a whole number", node);

    private static ApiException Wrong(string where, string expected, JsonNode? found) =>
        ApiException.Parsing($"[{where}] must be {expected}, but found [{found?.ToJsonString() ?? "null"}]");
}
