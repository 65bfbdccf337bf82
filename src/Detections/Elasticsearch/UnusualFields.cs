using System.Text.Json;

namespace Detections.Elasticsearch;

/// <summary>The fields of mappings that are not what documents and `_field_caps` make of them.</summary>
internal sealed class UnusualFields
{
    /// <summary>All that has to be known of the mappings, of which the rest may be large.</summary>
    public const string FilterPath =
        "*.mappings.runtime,*.mappings.properties.**.path,*.mappings.properties.**.value,*.mappings.properties.**.normalizer";

    /// <summary>Computed when they are asked for.</summary>
    public HashSet<string> Runtime { get; } = new(StringComparer.Ordinal);

    /// <summary>Other names of fields.</summary>
    public HashSet<string> Aliases { get; } = new(StringComparer.Ordinal);

    /// <summary>Those with one value for a whole index, which its documents need not hold.</summary>
    public HashSet<string> Constants { get; } = new(StringComparer.Ordinal);

    /// <summary>Keywords that are changed before they are indexed.</summary>
    public HashSet<string> Normalized { get; } = new(StringComparer.Ordinal);

    public static UnusualFields Read(JsonElement answer)
    {
        var fields = new UnusualFields();
        foreach (var index in answer.EnumerateObject())
        {
            if (!index.Value.TryGetProperty("mappings", out var mappings))
            {
                continue;
            }

            if (mappings.TryGetProperty("runtime", out var runtime))
            {
                fields.Runtime.UnionWith(runtime.EnumerateObject().Select(f => f.Name));
            }

            fields.Visit(mappings, "", "properties");
        }

        return fields;
    }

    private void Visit(JsonElement level, string prefix, string group)
    {
        if (!level.TryGetProperty(group, out var definitions))
        {
            return;
        }

        foreach (var definition in definitions.EnumerateObject())
        {
            var name = prefix + definition.Name;
            Note(name, definition.Value, "path", Aliases);
            Note(name, definition.Value, "value", Constants);
            Note(name, definition.Value, "normalizer", Normalized);
            Visit(definition.Value, $"{name}.", "properties");
            Visit(definition.Value, $"{name}.", "fields");
        }
    }

    /// <summary>A parameter is a text; what else has its name is a field.</summary>
    private static void Note(string name, JsonElement definition, string parameter, HashSet<string> fields)
    {
        if (definition.TryGetProperty(parameter, out var value) && value.ValueKind == JsonValueKind.String)
        {
            fields.Add(name);
        }
    }
}
