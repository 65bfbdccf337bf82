using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Embedded.Http;

namespace Detections.Embedded.Mapping.Types;

internal sealed class BooleanType : FieldType
{
    public override string Name => "boolean";

    public override object ToTerm(JsonElement value) => Truth(value) ? 1L : 0L;

    public override JsonNode? Fetch(JsonElement value, string? format) => JsonValue.Create(Truth(value));

    private static bool Truth(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String when value.ValueEquals("true") => true,
            JsonValueKind.String when value.ValueEquals("false") || value.ValueEquals("") => false,
            _ => throw new FormatException(
                $"Failed to parse value [{JsonBody.Describe(value)}] as only [true] or [false] are allowed."
            ),
        };
}
