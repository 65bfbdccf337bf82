using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Embedded.Mapping.Dates;

namespace Detections.Embedded.Mapping.Types;

/// <summary><c>date</c>, kept in milliseconds, and <c>date_nanos</c>, kept in nanoseconds.</summary>
internal sealed class DateType(bool nanos, DateFormat format) : FieldType
{
    public override string Name => nanos ? "date_nanos" : "date";

    public override object ToTerm(JsonElement value) => Stored(Read(value));

    /// <summary>A term of lower precision means the whole day, hour or second.</summary>
    public override (object From, object To) TermBounds(JsonElement value) =>
        (Stored(format.Read(Text(value))), Stored(format.Read(Text(value), roundUp: true)));

    public override object RangeBound(JsonElement value, RangeBoundContext context) =>
        Stored(DateMath.Read(Text(value), context.Format ?? format, context.RoundUp, context.Now));

    public override JsonNode? Fetch(JsonElement value, string? asked)
    {
        var shown = asked is null ? format : DateFormat.Parse(asked);
        return JsonValue.Create(shown.Show(Read(value), nanos));
    }

    /// <summary>A number is what an earlier page showed: the stored form.</summary>
    public override object ToSortTerm(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number ? value.GetInt64() : ToTerm(value);

    public override object FromTerm(object term, string? asked)
    {
        if (asked is null)
        {
            return term;
        }

        var instant = nanos ? Instant.FromNanos((long)term) : Instant.FromMillis((long)term);
        return DateFormat.Parse(asked).Show(instant, nanos);
    }

    private Instant Read(JsonElement value) => format.Read(Text(value));

    private static string Text(JsonElement value) =>
        value.ValueKind is JsonValueKind.String or JsonValueKind.Number
            ? ScalarText(value)
            : throw new FormatException($"a date is expected here, but found {Http.JsonBody.Describe(value)}");

    private long Stored(Instant instant)
    {
        if (!nanos)
        {
            return instant.Millis;
        }

        try
        {
            return instant.TotalNanos;
        }
        catch (OverflowException e)
        {
            throw new FormatException($"date [{instant.ToDateTimeOffset():O}] is outside the range of [date_nanos]", e);
        }
    }
}
