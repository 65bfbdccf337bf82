using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Embedded.Http;

namespace Detections.Embedded.Mapping.Types;

/// <summary>A number with a fraction; <paramref name="store"/> loses what the type cannot hold.</summary>
internal sealed class RealNumberType(string name, Func<double, double> store) : FieldType
{
    public override string Name => name;

    public override object ToTerm(JsonElement value) => Number(value);

    /// <summary>A missing value is shown as infinite.</summary>
    public override object ToSortTerm(JsonElement value) =>
        value.ValueKind != JsonValueKind.String ? Number(value)
        : value.ValueEquals("Infinity") ? double.PositiveInfinity
        : value.ValueEquals("-Infinity") ? double.NegativeInfinity
        : Number(value);

    public override JsonNode? Fetch(JsonElement value, string? format) => JsonValue.Create(Number(value));

    private double Number(JsonElement value) =>
        value.ValueKind is JsonValueKind.Number or JsonValueKind.String
        && double.TryParse(JsonText.Of(value), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && store(number) is var stored
        && double.IsFinite(stored)
            ? stored
            : throw Unparsable(value);
}
