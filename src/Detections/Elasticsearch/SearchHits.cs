using System.Text.Json;

namespace Detections.Elasticsearch;

internal static class SearchHits
{
    /// <summary>The hits of an answer to `_search`.</summary>
    public static IEnumerable<JsonElement> Of(JsonDocument answer) =>
        answer.RootElement.GetProperty("hits").GetProperty("hits").EnumerateArray();
}
