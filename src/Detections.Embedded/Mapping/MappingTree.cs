using System.Text.Json.Nodes;
using Detections.Embedded.Http;

namespace Detections.Embedded.Mapping;

/// <summary>Mappings as JSON: dotted names become levels, and an update is laid over what is there.</summary>
internal static class MappingTree
{
    /// <summary>The most levels of objects, whatever <c>index.mapping.depth.limit</c> says: a tree is walked recursively.</summary>
    public const int MostLevels = 100;

    /// <summary>Lays <paramref name="update"/> over <paramref name="current"/>, level by level.</summary>
    public static JsonObject Merge(JsonObject current, JsonObject update)
    {
        var merged = (JsonObject)current.DeepClone();
        foreach (var (key, value) in update)
        {
            if (key == "properties" && value is JsonObject properties)
            {
                MergeProperties(merged, properties, "");
            }
            else if (key == "dynamic")
            {
                merged[key] = DynamicText(value);
            }
            else
            {
                merged[key] = value?.DeepClone();
            }
        }
        return merged;
    }

    private static void MergeProperties(JsonObject level, JsonObject properties, string prefix)
    {
        foreach (var (name, definition) in properties)
        {
            if (definition is not JsonObject field)
            {
                throw Refused($"Expected map for property [{prefix}{name}]");
            }

            var (parent, leaf, path) = Descend(level, name, prefix);
            var siblings = PropertiesOf(parent);
            siblings[leaf] = siblings[leaf] is JsonObject existing
                ? MergeField(existing, field, path)
                : MergeField([], field, path);
        }
    }

    private static JsonObject MergeField(JsonObject existing, JsonObject field, string path)
    {
        if (existing.Count > 0)
        {
            RequireSameType(TypeOf(existing), TypeOf(field), path);
        }

        var merged = (JsonObject)existing.DeepClone();
        foreach (var (key, value) in field)
        {
            switch (key)
            {
                case "properties" when value is JsonObject properties:
                    MergeProperties(merged, properties, path + ".");
                    break;
                case "fields" when value is JsonObject fields && merged["fields"] is JsonObject known:
                    foreach (var (name, definition) in fields)
                    {
                        known[name] = definition?.DeepClone();
                    }

                    break;
                case "type" when TypeOf(field) == "object" && (field["properties"] ?? merged["properties"]) is not null:
                    break;
                case "dynamic":
                    merged[key] = DynamicText(value);
                    break;
                default:
                    merged[key] = value?.DeepClone();
                    break;
            }
        }
        return merged;
    }

    private static void RequireSameType(string before, string after, string path)
    {
        if (before == after)
        {
            return;
        }

        throw before == "object" || after == "object"
            ? ApiException.IllegalArgument(
                $"can't merge a non object mapping [{path}] with an object mapping (types [{before}] and [{after}])"
            )
            : ApiException.IllegalArgument($"mapper [{path}] cannot be changed from type [{before}] to [{after}]");
    }

    private static (JsonObject Parent, string Leaf, string Path) Descend(JsonObject level, string name, string prefix)
    {
        if (LevelsOf(prefix + name) > MostLevels)
        {
            throw TooDeep(prefix + name, MostLevels);
        }

        var parts = name.Split('.');
        if (parts.Any(string.IsNullOrWhiteSpace))
        {
            throw Refused($"field name [{prefix}{name}] has an empty part");
        }

        var path = prefix;
        foreach (var part in parts[..^1])
        {
            path += part;
            var properties = PropertiesOf(level);
            if (properties[part] is not JsonObject next)
            {
                properties[part] = next = [];
            }
            else
            {
                RequireSameType(TypeOf(next), "object", path);
            }

            level = next;
            path += ".";
        }
        return (level, parts[^1], path + parts[^1]);
    }

    /// <summary>The levels that a field of this name needs, the root being the first.</summary>
    public static int LevelsOf(string field) => 1 + field.Count(character => character == '.');

    public static ApiException TooDeep(string field, int limit)
    {
        var shown = field.Length > 200 ? field[..200] + "…" : field;
        return ApiException.IllegalArgument(
            $"[{shown}] would be mapped on more than [{limit}] levels of objects, the limit of mapping depth; see [index.mapping.depth.limit]"
        );
    }

    private static JsonObject PropertiesOf(JsonObject level)
    {
        if (level["properties"] is not JsonObject properties)
        {
            level["properties"] = properties = [];
        }

        return properties;
    }

    private static string TypeOf(JsonObject field) => field["type"]?.ToString() ?? "object";

    private static string DynamicText(JsonNode? value) =>
        value?.ToString() switch
        {
            { } text and ("true" or "false" or "strict") => text,
            var other => throw Refused(
                $"dynamic [{other}] is not implemented by the embedded node; use true, false or strict"
            ),
        };

    private static ApiException Refused(string reason) => new(400, "mapper_parsing_exception", reason);
}
