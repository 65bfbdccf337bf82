using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Embedded.Http;

namespace Detections.Embedded.Mapping;

/// <summary>One entry of <c>dynamic_templates</c>: how new fields of some name or JSON type are mapped.</summary>
internal sealed class DynamicTemplate
{
    private readonly JsonObject _rule;

    private DynamicTemplate(string name, JsonObject rule)
    {
        _rule = rule;
        foreach (var (key, _) in rule)
        {
            if (
                key is not ("match_mapping_type" or "match" or "unmatch" or "path_match" or "path_unmatch" or "mapping")
            )
            {
                throw new ApiException(
                    400,
                    "mapper_parsing_exception",
                    $"dynamic template [{name}] has the unknown or unimplemented key [{key}]"
                );
            }
        }
    }

    public static DynamicTemplate[] ReadAll(JsonNode? templates) =>
        templates is JsonArray array
            ?
            [
                .. array
                    .OfType<JsonObject>()
                    .SelectMany(entry => entry)
                    .Select(pair => new DynamicTemplate(pair.Key, pair.Value.RequiredObject(pair.Key))),
            ]
            : [];

    /// <summary>The definition for a new field, or null where the template does not apply.</summary>
    public JsonObject? DefinitionFor(string path, string jsonType)
    {
        var name = path[(path.LastIndexOf('.') + 1)..];
        var applies =
            Patterns("match_mapping_type") is var types
            && (types.Length == 0 || types.Contains("*") || types.Contains(jsonType))
            && Allows("match", name)
            && !Forbids("unmatch", name)
            && Allows("path_match", path)
            && !Forbids("path_unmatch", path);
        if (!applies)
        {
            return null;
        }

        var text = (_rule["mapping"] as JsonObject ?? []).ToJsonString();
        var filled = JsonNodes.Parse(
            text.Replace("{name}", JsonEncodedText.Encode(name).ToString())
                .Replace("{dynamic_type}", DefaultType(jsonType))
        );
        var definition = filled.AsObject();
        if (definition["type"] is null)
        {
            definition["type"] = DefaultType(jsonType);
        }

        return definition;
    }

    private static string DefaultType(string jsonType) =>
        jsonType switch
        {
            "string" => "text",
            "double" => "float",
            _ => jsonType,
        };

    private bool Allows(string key, string value) =>
        Patterns(key) is var patterns && (patterns.Length == 0 || Glob.MatchesAny(patterns, value));

    private bool Forbids(string key, string value) => Glob.MatchesAny(Patterns(key), value);

    private string[] Patterns(string key) =>
        _rule[key] switch
        {
            null => [],
            JsonArray array =>
            [
                .. array.Select(item => item?.ToString() ?? throw ApiException.Parsing($"[{key}] must not hold null")),
            ],
            var single => [single.ToString()],
        };
}
