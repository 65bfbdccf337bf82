using System.Text.Json;
using Detections.Settings;

namespace Detections.Alerts;

/// <summary>Copies an event into its alert, without what would keep the alert out of the index.</summary>
internal sealed class SourceCopy(Utf8JsonWriter writer, IReadOnlyCollection<string> omitted)
{
    /// <summary>Elasticsearch maps no deeper, so below it no field has a name anyone could object to.</summary>
    private const int MaxNamedDepth = 20;

    private const int MaxNoted = 100;
    private const int MaxNameLength = 256;

    private static readonly string[] Reserved = ["kibana", "signal", "threshold_result"];

    private readonly SortedSet<string> _leftOut = new(StringComparer.Ordinal);

    /// <summary>Paths this copy had to leave out by itself: repeated names, and an <c>event</c> that is not an object.</summary>
    public IReadOnlyCollection<string> LeftOut => _leftOut;

    public void WriteProperties(JsonElement source)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in source.EnumerateObject())
        {
            var name = property.Name;
            if (name == "@timestamp" || IsReserved(name))
            {
                continue;
            }

            if (name == "event" && !HoldsObjects(property.Value))
            {
                NoteUnlessNull(property.Value, name);
            }
            else
            {
                WriteProperty(name, property.Value, name, depth: 1, names);
            }
        }
    }

    public void WriteValue(JsonElement value, string? path, int depth)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                var names = new HashSet<string>(StringComparer.Ordinal);
                foreach (var property in value.EnumerateObject())
                {
                    WriteProperty(property.Name, property.Value, Below(path, property.Name, depth), depth + 1, names);
                }

                writer.WriteEndObject();
                break;

            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    WriteValue(item, path, depth);
                }

                writer.WriteEndArray();
                break;

            default:
                value.WriteTo(writer);
                break;
        }
    }

    public bool IsOmitted(string path) => omitted.Any(field => IsAtOrBelow(path, field));

    /// <summary>An object, or a list of nothing but objects.</summary>
    public static bool HoldsObjects(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object
        || value.ValueKind == JsonValueKind.Array
            && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Object);

    public static string? Below(string? path, string name, int depth) =>
        path is null || depth >= MaxNamedDepth ? null : $"{path}.{name}";

    private void WriteProperty(string name, JsonElement value, string? path, int depth, HashSet<string> names)
    {
        if (path is not null && (IsAtOrBelow(path, "event.kind") || IsOmitted(path)))
        {
            return;
        }

        if (!names.Add(name))
        {
            Note(path ?? name);
            return;
        }

        writer.WritePropertyName(name);
        WriteValue(value, path, depth);
    }

    private static bool IsReserved(string name) => Reserved.Any(reserved => IsAtOrBelow(name, reserved));

    private static bool IsAtOrBelow(string path, string field) =>
        path.StartsWith(field, StringComparison.Ordinal) && (path.Length == field.Length || path[field.Length] == '.');

    private void NoteUnlessNull(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Null)
        {
            Note(path);
        }
    }

    private void Note(string path)
    {
        if (_leftOut.Count < MaxNoted)
        {
            _leftOut.Add(Cut.To(path, MaxNameLength));
        }
    }
}
