using System.Text.Json;

namespace Detections.Alerts;

/// <summary>An event's <c>_source</c>, readable whatever is in it.</summary>
internal sealed class SourceDocument
{
    /// <summary>What Elasticsearch itself accepts, comments included; the depth keeps recursion bounded too.</summary>
    private static readonly JsonDocumentOptions Options = new()
    {
        MaxDepth = 1000,
        CommentHandling = JsonCommentHandling.Skip,
    };

    private SourceDocument(JsonElement root, string? problem)
    {
        Root = root;
        Problem = problem;
    }

    /// <summary>An object, unless there is a <see cref="Problem"/>.</summary>
    public JsonElement Root { get; }

    /// <summary>Why the source cannot be copied into an alert, as the end of a sentence that begins with "it".</summary>
    public string? Problem { get; }

    public static SourceDocument Read(ReadOnlyMemory<byte> source)
    {
        if (source.IsEmpty)
        {
            return new SourceDocument(default, "has no _source");
        }

        try
        {
            var root = JsonElement.Parse(SourceText.Repair(source).Span, Options);
            return root.ValueKind == JsonValueKind.Object
                ? new SourceDocument(root, problem: null)
                : new SourceDocument(default, "is not a JSON object");
        }
        catch (JsonException exception)
        {
            return new SourceDocument(default, $"is not JSON: {exception.Message}");
        }
    }

    /// <summary>All strings, numbers and booleans at a path, in nested and in dotted spelling.</summary>
    public List<JsonElement> Values(string path)
    {
        var values = new List<JsonElement>();
        Collect(Root, path, values);
        return values;
    }

    /// <summary>The first string at a path, or null.</summary>
    public string? Text(string path)
    {
        var first = Values(path).Find(value => value.ValueKind == JsonValueKind.String);
        return first.ValueKind == JsonValueKind.String ? first.GetString() : null;
    }

    private static void Collect(JsonElement element, string path, List<JsonElement> values)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Collect(item, path, values);
                }

                break;

            case JsonValueKind.Object when path.Length > 0:
                foreach (var property in element.EnumerateObject())
                {
                    CollectProperty(property, path, values);
                }

                break;

            case JsonValueKind.String
            or JsonValueKind.Number
            or JsonValueKind.True
            or JsonValueKind.False when path.Length == 0:
                values.Add(element);
                break;
        }
    }

    private static void CollectProperty(JsonProperty property, string path, List<JsonElement> values)
    {
        if (property.NameEquals(path))
        {
            Collect(property.Value, "", values);
            return;
        }

        var name = property.Name;
        if (path.Length > name.Length && path[name.Length] == '.' && path.StartsWith(name, StringComparison.Ordinal))
        {
            Collect(property.Value, path[(name.Length + 1)..], values);
        }
    }
}
