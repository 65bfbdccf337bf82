using System.Text.Json;
using System.Text.Unicode;

namespace Detections.Embedded.Http;

/// <summary>Reads request bodies, refusing what the node does not know.</summary>
internal static class JsonBody
{
    /// <summary>The levels that Elasticsearch's parser takes, here for documents.</summary>
    public const int DeepestDocument = 1000;

    /// <summary>Two levels of a mapping's JSON are one of its objects, and what is kept of a body is wrapped in more.</summary>
    private const int DeepestBody = 512;

    /// <summary>An answer wraps documents.</summary>
    public const int DeepestAnswer = 1024;

    public static JsonElement Parse(ReadOnlyMemory<byte> json, int maxDepth = DeepestBody)
    {
        if (!Utf8.IsValid(json.Span))
        {
            throw new ApiException(400, "json_parse_exception", "the JSON text is not valid UTF-8");
        }

        try
        {
            var options = new JsonDocumentOptions
            {
                AllowDuplicateProperties = false,
                CommentHandling = JsonCommentHandling.Skip,
                MaxDepth = maxDepth,
            };
            return JsonDocument.Parse(LoneSurrogates.Replace(json), options).RootElement;
        }
        catch (JsonException e)
        {
            throw new ApiException(400, "json_parse_exception", e.Message);
        }
    }

    public static JsonElement ParseObject(ReadOnlyMemory<byte> json, int maxDepth = DeepestBody)
    {
        var root = Parse(json, maxDepth);
        return root.ValueKind == JsonValueKind.Object
            ? root
            : throw ApiException.Parsing($"Expected [START_OBJECT] but found [{Describe(root)}]");
    }

    /// <summary>Refuses an object that has a key outside <paramref name="known"/>.</summary>
    public static JsonElement Only(this JsonElement element, string where, params ReadOnlySpan<string> known)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw ApiException.Parsing($"[{where}] must be an object, but found [{Describe(element)}]");
        }

        foreach (var property in element.EnumerateObject())
        {
            if (!known.Contains(property.Name))
            {
                throw ApiException.Parsing(
                    $"[{where}] unknown field [{property.Name}]; the embedded node knows [{string.Join(", ", known!)}]"
                );
            }
        }
        return element;
    }

    public static JsonElement? Get(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static string Text(this JsonElement element, string where) =>
        element.ValueKind == JsonValueKind.String
            ? JsonText.Of(element)
            : throw ApiException.Parsing($"[{where}] must be a string, but found [{Describe(element)}]");

    public static bool Boolean(this JsonElement element, string where) =>
        element.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String when element.ValueEquals("true") => true,
            JsonValueKind.String when element.ValueEquals("false") => false,
            _ => throw ApiException.Parsing($"[{where}] must be true or false, but found [{Describe(element)}]"),
        };

    public static long Integer(this JsonElement element, string where) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out var number)
            ? number
            : throw ApiException.Parsing($"[{where}] must be a whole number, but found [{Describe(element)}]");

    /// <summary>A string, or an array of strings, as a list.</summary>
    public static IReadOnlyList<string> Texts(this JsonElement element, string where) =>
        element.ValueKind == JsonValueKind.Array
            ? [.. element.EnumerateArray().Select(item => item.Text(where))]
            : [element.Text(where)];

    public static JsonElement.ArrayEnumerator Items(this JsonElement element, string where) =>
        element.ValueKind == JsonValueKind.Array
            ? element.EnumerateArray()
            : throw ApiException.Parsing($"[{where}] must be an array, but found [{Describe(element)}]");

    public static string Describe(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "an array",
            JsonValueKind.Null => "null",
            _ => element.GetRawText(),
        };
}
