using System.Text.Json;
using Detections.Embedded.Http;

namespace Detections.Embedded.Search;

/// <summary>One entry of the search option <c>fields</c>.</summary>
internal sealed record FieldRequest(string Pattern, string? Format, bool IncludeUnmapped)
{
    public static List<FieldRequest> ReadAll(JsonElement fields) =>
        fields.ValueKind == JsonValueKind.Array
            ? [.. fields.EnumerateArray().Select(Read)]
            : throw ApiException.Parsing($"[fields] must be an array, but found {JsonBody.Describe(fields)}");

    private static FieldRequest Read(JsonElement entry)
    {
        if (entry.ValueKind == JsonValueKind.String)
        {
            return new FieldRequest(entry.Text("fields"), null, false);
        }

        entry.Only("fields", "field", "format", "include_unmapped");
        return new FieldRequest(
            entry.Get("field")?.Text("field") ?? throw ApiException.Parsing("[fields] an entry needs a [field]"),
            entry.Get("format")?.Text("format"),
            entry.Get("include_unmapped")?.Boolean("include_unmapped") ?? false
        );
    }
}
