using System.Text.Json;

namespace Detections.Alerts;

/// <summary>The copies of <c>event.*</c> and <c>data_stream.*</c> that an alert keeps under names of its own, because it overwrites <c>event.kind</c>.</summary>
internal static class OriginalFields
{
    public static readonly IReadOnlyDictionary<string, string> Prefixes = new Dictionary<string, string>
    {
        ["event"] = "kibana.alert.original_event",
        ["data_stream"] = "kibana.alert.original_data_stream",
    };

    public static void Write(Utf8JsonWriter writer, JsonElement source, SourceCopy copy)
    {
        foreach (var (group, prefix) in Prefixes)
        {
            foreach (var (path, values) in Flatten(source, group))
            {
                if (!copy.IsOmitted(path))
                {
                    WriteValues(writer, copy, prefix + path[group.Length..], path, values);
                }
            }
        }
    }

    private static void WriteValues(
        Utf8JsonWriter writer,
        SourceCopy copy,
        string name,
        string path,
        List<JsonElement> values
    )
    {
        writer.WritePropertyName(name);
        if (values.Count == 1)
        {
            copy.WriteValue(values[0], path, depth: 1);
            return;
        }

        writer.WriteStartArray();
        foreach (var value in values)
        {
            copy.WriteValue(value, path, depth: 1);
        }

        writer.WriteEndArray();
    }

    /// <summary>By full path. A path can have several values, since a document can spell it nested and dotted at once.</summary>
    private static OrderedDictionary<string, List<JsonElement>> Flatten(JsonElement source, string group)
    {
        var fields = new OrderedDictionary<string, List<JsonElement>>(StringComparer.Ordinal);
        foreach (var property in source.EnumerateObject())
        {
            if (property.NameEquals(group))
            {
                AddBelow(property.Value, group, depth: 1, fields);
            }
            else if (property.Name.StartsWith(group + ".", StringComparison.Ordinal))
            {
                Add(property.Value, property.Name, depth: 1, fields);
            }
        }

        return fields;
    }

    private static void AddBelow(
        JsonElement value,
        string path,
        int depth,
        OrderedDictionary<string, List<JsonElement>> fields
    )
    {
        if (!SourceCopy.HoldsObjects(value))
        {
            return;
        }

        IEnumerable<JsonElement> objects = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [value];
        foreach (var property in objects.SelectMany(item => item.EnumerateObject()))
        {
            if (SourceCopy.Below(path, property.Name, depth) is { } below)
            {
                Add(property.Value, below, depth + 1, fields);
            }
        }
    }

    private static void Add(
        JsonElement value,
        string path,
        int depth,
        OrderedDictionary<string, List<JsonElement>> fields
    )
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return;
        }

        if (SourceCopy.HoldsObjects(value) && !IsEmptyArray(value))
        {
            AddBelow(value, path, depth, fields);
            return;
        }

        if (!fields.TryGetValue(path, out var values))
        {
            fields.Add(path, values = []);
        }

        values.Add(value);
    }

    private static bool IsEmptyArray(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0;
}
