using System.Text.Json;

namespace Detections.Eql.Types;

/// <summary>Reads the JSON that describes types, with one sentence for everything that is wrong with it.</summary>
internal static class TypesDocument
{
    public static Dictionary<string, FieldType> Read(
        ReadOnlyMemory<byte> json,
        string what,
        Func<JsonElement, Dictionary<string, FieldType>?> read
    )
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return read(document.RootElement) ?? throw new FormatException($"This is not {what}");
        }
        catch (JsonException exception)
        {
            throw new FormatException($"This is not {what}, since it is not JSON: {exception.Message}", exception);
        }
        catch (InvalidOperationException exception)
        {
            throw new FormatException($"This is not {what}: {exception.Message}", exception);
        }
    }

    /// <summary>Adds a field of one index to those of others; where the types differ, the first is kept and the conflict noted.</summary>
    public static void Merge(Dictionary<string, FieldType> types, string name, FieldType type)
    {
        if (!types.TryAdd(name, type) && types[name].Name != type.Name)
        {
            types[name] = types[name] with { ConflictsWith = type.Name };
        }
    }

    public static string? Text(JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) && value.ValueKind != JsonValueKind.Null
            ? value.ToString()
            : null;
}
