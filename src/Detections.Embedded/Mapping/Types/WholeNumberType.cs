using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Embedded.Http;

namespace Detections.Embedded.Mapping.Types;

internal sealed class WholeNumberType(string name, long lowest, long highest) : FieldType
{
    public override string Name => name;

    public override object ToTerm(JsonElement value)
    {
        var number = Number(value);
        return number >= lowest && number <= highest
            ? (long)decimal.Truncate(number)
            : throw new FormatException($"Value [{JsonText.Of(value)}] is out of range for [{name}]");
    }

    /// <summary>A query may ask for a fraction or for more than the type holds; it then simply compares.</summary>
    public override (object From, object To) TermBounds(JsonElement value)
    {
        var bound = RangeBound(value, default);
        return (bound, bound);
    }

    public override object RangeBound(JsonElement value, RangeBoundContext context)
    {
        if (context.Format is not null)
        {
            throw new FormatException($"[format] is not supported on a field of type [{name}]");
        }

        if (IsBeyondDecimal(value, out var beyond))
        {
            return beyond;
        }

        var number = Number(value);
        if (decimal.Truncate(number) == number && number is >= long.MinValue and <= long.MaxValue)
        {
            return (long)number;
        }

        return (double)number;
    }

    public override JsonNode? Fetch(JsonElement value, string? format) => JsonValue.Create((long)ToTerm(value));

    /// <summary>Whether it is a number that is too great for a decimal, and so for any whole number there is.</summary>
    private static bool IsBeyondDecimal(JsonElement value, out double number)
    {
        number = 0;
        return value.ValueKind is JsonValueKind.Number or JsonValueKind.String
            && double.TryParse(JsonText.Of(value), NumberStyles.Float, CultureInfo.InvariantCulture, out number)
            && double.IsFinite(number)
            && Math.Abs(number) > 1e28;
    }

    private static decimal Number(JsonElement value)
    {
        var number =
            value.ValueKind is JsonValueKind.Number or JsonValueKind.String
            && decimal.TryParse(JsonText.Of(value), NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed)
                ? parsed
                : throw Unparsable(value);
        return number;
    }
}
