using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Embedded.Http;

namespace Detections.Embedded.Mapping.Types;

/// <summary>SQLite has no unsigned numbers: zero-padded text compares like them.</summary>
internal sealed class UnsignedLongType : FieldType
{
    public override string Name => "unsigned_long";

    public override object ToTerm(JsonElement value) => Number(value).ToString("D20", CultureInfo.InvariantCulture);

    public override JsonNode? Fetch(JsonElement value, string? format) => JsonValue.Create(Number(value));

    public override object FromTerm(object term, string? format) =>
        ulong.Parse((string)term, CultureInfo.InvariantCulture);

    private static ulong Number(JsonElement value) =>
        value.ValueKind is JsonValueKind.Number or JsonValueKind.String
        && ulong.TryParse(JsonText.Of(value), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Unparsable(value);
}
