using System.Globalization;
using System.Text.Json;

namespace Detections.Rules.Filters;

/// <summary>Reads <c>bool</c>.</summary>
internal static class FilterBool
{
    /// <exception cref="FormatException">It cannot be evaluated here.</exception>
    public static EventCondition Read(JsonElement body, string place)
    {
        List<EventCondition> required = [];
        List<EventCondition> should = [];
        List<EventCondition> forbidden = [];
        JsonElement? minimum = null;
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"{place}: expected an object, but found {body.GetRawText()}");
        }

        foreach (var part in body.EnumerateObject())
        {
            switch (part.Name)
            {
                case "must" or "filter":
                    required.AddRange(Clauses(part, place));
                    break;
                case "should":
                    should.AddRange(Clauses(part, place));
                    break;
                case "must_not":
                    forbidden.AddRange(Clauses(part, place));
                    break;
                case "minimum_should_match":
                    minimum = part.Value;
                    break;
                case "boost" or "_name" or "adjust_pure_negative":
                    break;
                default:
                    throw new FormatException(
                        $"{place}: [{part.Name}] is not evaluated here; expected must, filter, should, must_not or minimum_should_match"
                    );
            }
        }

        var least =
            minimum is { } element ? Minimum(element, should.Count, place)
            : should.Count > 0 && required.Count == 0 ? 1
            : 0;
        return EventCondition.All([
            .. required,
            .. least > 0 ? [EventCondition.AtLeast(least, should)] : Array.Empty<EventCondition>(),
            .. forbidden.Select(EventCondition.Not),
        ]);
    }

    /// <summary>One clause or many; settings know an empty list only as an empty text.</summary>
    private static IEnumerable<EventCondition> Clauses(JsonProperty part, string place) =>
        part.Value.ValueKind switch
        {
            JsonValueKind.Array => part
                .Value.EnumerateArray()
                .Select((c, at) => FilterQuery.Read(c, $"{place}.{part.Name}[{at}]")),
            JsonValueKind.String when part.Value.ValueEquals("") => [],
            _ => [FilterQuery.Read(part.Value, $"{place}.{part.Name}")],
        };

    /// <summary>A count or a share such as <c>75%</c>, rounded down; negative is how many may be missing.</summary>
    private static int Minimum(JsonElement minimum, int clauses, string place)
    {
        var text = FilterOptions.Scalar(minimum, $"{place}.minimum_should_match");
        var isShare = text.EndsWith('%');
        if (
            !int.TryParse(
                isShare ? text[..^1] : text,
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out var number
            )
        )
        {
            throw new FormatException(
                $"{place}.minimum_should_match: [{text}] is not evaluated here; expected a number such as 1 or a share such as 75%"
            );
        }

        var count = isShare ? (int)((long)clauses * number / 100) : number;
        return count < 0 ? clauses + count : count;
    }
}
