using System.Text.Json.Nodes;
using Detections.Embedded.Http;

namespace Detections.Embedded.Ingest;

/// <summary>A document on its way through a pipeline. A path names objects one below the other; a key that holds dots is not one.</summary>
internal sealed class IngestDocument(JsonObject source, DateTimeOffset timestamp)
{
    public const string TimestampPath = "_ingest.timestamp";

    public JsonObject Source { get; } = source;

    public DateTimeOffset Timestamp { get; } = timestamp;

    public bool TryGet(string path, out JsonNode? value)
    {
        value = Source;
        foreach (var part in path.Split('.'))
        {
            if (value is not JsonObject level || !level.TryGetPropertyValue(part, out value))
            {
                value = null;
                return false;
            }
        }

        return true;
    }

    public JsonNode? Required(string path) =>
        TryGet(path, out var value)
            ? value
            : throw ApiException.IllegalArgument($"field [{path.Split('.')[^1]}] not present as part of path [{path}]");

    public void Set(string path, JsonNode? value)
    {
        var parts = path.Split('.');
        var level = Source;
        foreach (var part in parts[..^1])
        {
            if (level[part] is null)
            {
                level[part] = new JsonObject();
            }

            level =
                level[part] as JsonObject
                ?? throw ApiException.IllegalArgument(
                    $"cannot set [{parts[^1]}] with parent object of type [{level[part]!.GetValueKind()}] as part of path [{path}]"
                );
        }

        level[parts[^1]] = value?.DeepClone();
    }

    public void Remove(string path)
    {
        Required(path);
        var dot = path.LastIndexOf('.');
        var parent = dot < 0 ? Source : Required(path[..dot])!.AsObject();
        parent.Remove(path[(dot + 1)..]);
    }
}
