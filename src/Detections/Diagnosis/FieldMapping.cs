using System.Text.Json;

namespace Detections.Diagnosis;

/// <summary>How one field is mapped in the indices behind a set of patterns.</summary>
/// <param name="Types">The types, each with the indices that have it where they differ.</param>
internal sealed record FieldMapping(IReadOnlyDictionary<string, string> Types, bool IsSearchable)
{
    public static FieldMapping Read(JsonElement capabilities)
    {
        var types = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var isSearchable = true;
        foreach (var type in capabilities.EnumerateObject())
        {
            types.Add(
                type.Name,
                type.Value.TryGetProperty("indices", out var indices) && indices.ValueKind == JsonValueKind.Array
                    ? Words.List([.. indices.EnumerateArray().Select(i => i.GetString()!)])
                    : ""
            );
            isSearchable &= type.Value.GetProperty("searchable").GetBoolean();
        }

        return new(types, isSearchable);
    }

    public override string ToString() =>
        Types.Count == 1 ? Types.Keys.First() : string.Join(", ", Types.Select(t => $"{t.Key} in {t.Value}"));
}
