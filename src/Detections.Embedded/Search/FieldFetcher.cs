using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Embedded.Http;
using Detections.Embedded.Mapping;
using Detections.Embedded.Mapping.Types;

namespace Detections.Embedded.Search;

/// <summary>The search option <c>fields</c>: values as the mapping sees them, always as arrays.</summary>
internal static class FieldFetcher
{
    public static JsonObject Fetch(IndexMapping mapping, List<FieldRequest> requests, ReadOnlyMemory<byte> source)
    {
        var document = JsonBody.Parse(source, JsonBody.DeepestDocument);
        var leaves = SourceLeaves.Collect(mapping, document);
        JsonObject fetched = [];
        foreach (var request in requests)
        {
            foreach (var (name, field, path) in Wanted(mapping, request))
            {
                Add(fetched, name, Values(field, leaves.GetValueOrDefault(path) ?? [], request.Format));
            }

            if (request.IncludeUnmapped)
            {
                AddUnmapped(fetched, mapping, request, leaves);
            }
        }
        return fetched;
    }

    /// <summary>The fields a pattern means, each with the source path that holds its values.</summary>
    private static IEnumerable<(string Name, Field Field, string Path)> Wanted(
        IndexMapping mapping,
        FieldRequest request
    )
    {
        foreach (var (name, field) in mapping.Fields)
        {
            if (Glob.Matches(request.Pattern, name))
            {
                yield return (name, field, mapping.SourcePath(name));
            }
        }
        foreach (var (alias, target) in mapping.Aliases)
        {
            if (Glob.Matches(request.Pattern, alias))
            {
                yield return (alias, mapping.Fields[target], mapping.SourcePath(target));
            }
        }
    }

    private static JsonArray Values(Field field, List<JsonElement> leaves, string? format)
    {
        if (field.Type is ConstantKeywordType { Constant: { } constant })
        {
            return [JsonValue.Create(constant)];
        }

        JsonArray values = [];
        foreach (var leaf in leaves)
        {
            if (leaf.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            if (field.Type is KeywordType { IgnoreAbove: { } limit } && JsonText.Of(leaf).Length > limit)
            {
                continue;
            }

            try
            {
                values.Add(field.Type.Fetch(leaf, format));
            }
            catch (FormatException) when (format is null)
            {
                continue;
            }
            catch (FormatException e)
            {
                throw ApiException.IllegalArgument($"error fetching [{field.Name}]: {e.Message}");
            }
        }
        return values;
    }

    private static void AddUnmapped(
        JsonObject fetched,
        IndexMapping mapping,
        FieldRequest request,
        Dictionary<string, List<JsonElement>> leaves
    )
    {
        foreach (var (path, values) in leaves)
        {
            if (mapping.Fields.ContainsKey(path) || !Glob.Matches(request.Pattern, path))
            {
                continue;
            }

            Add(
                fetched,
                path,
                [.. values.Where(value => value.ValueKind != JsonValueKind.Null).Select(value => value.ToNode())]
            );
        }
    }

    private static void Add(JsonObject fetched, string name, JsonArray values)
    {
        if (values.Count > 0)
        {
            fetched[name] = values;
        }
    }
}
