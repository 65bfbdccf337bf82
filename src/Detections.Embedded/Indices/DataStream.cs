using System.Globalization;
using System.Text.Json.Nodes;

namespace Detections.Embedded.Indices;

/// <summary>A name over backing indices; documents go to the last one.</summary>
internal sealed record DataStream(
    string Name,
    long Generation,
    IReadOnlyList<string> Indices,
    string Template,
    bool Hidden
)
{
    public const string Timestamp = "@timestamp";

    public string WriteIndex => Indices[^1];

    public static string BackingName(string stream, long generation, DateTimeOffset now) =>
        string.Create(CultureInfo.InvariantCulture, $".ds-{stream}-{now:yyyy.MM.dd}-{generation:D6}");

    public JsonObject ToJson() =>
        new()
        {
            ["generation"] = Generation,
            ["indices"] = new JsonArray([.. Indices.Select(index => (JsonNode)index)]),
            ["template"] = Template,
            ["hidden"] = Hidden,
        };

    public static DataStream FromJson(string name, JsonNode json) =>
        new(
            name,
            (long)json["generation"]!,
            [.. json["indices"]!.AsArray().Select(index => (string)index!)],
            (string)json["template"]!,
            (bool)json["hidden"]!
        );
}
