using System.Text.Json;

namespace Detections.Embedded.Http;

/// <summary>The text of a JSON scalar as Elasticsearch indexes it.</summary>
internal static class JsonText
{
    public static string Of(JsonElement scalar) =>
        scalar.ValueKind == JsonValueKind.String ? scalar.GetString()! : scalar.GetRawText();
}
