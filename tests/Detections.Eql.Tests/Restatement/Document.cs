using System.Text.Json;

namespace Detections.Eql.Tests.Restatement;

/// <summary>Finds the values of a field by visiting every value of a document.</summary>
internal static class Document
{
    public static IEnumerable<JsonElement> Values(JsonElement document, string field) =>
        Leaves(document, "").Where(leaf => leaf.Path == field).Select(leaf => leaf.Value);

    public static string Text(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static IEnumerable<(string Path, JsonElement Value)> Leaves(JsonElement element, string path) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => element
                .EnumerateObject()
                .SelectMany(property =>
                    Leaves(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}")
                ),
            JsonValueKind.Array => element.EnumerateArray().SelectMany(item => Leaves(item, path)),
            JsonValueKind.Null => [],
            _ => [(path, element)],
        };
}
