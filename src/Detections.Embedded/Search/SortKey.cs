using System.Text.Json;
using Detections.Embedded.Http;

namespace Detections.Embedded.Search;

/// <summary>One entry of <c>sort</c>.</summary>
internal sealed record SortKey(string Field, bool Descending)
{
    public const string ShardDoc = "_shard_doc";

    public bool IsRowOrder => Field is "_doc" or ShardDoc;

    /// <summary>What stands in where a document has no value: <c>_last</c>, <c>_first</c> or a value.</summary>
    public JsonElement? Missing { get; init; }

    public bool MissingFirst => MissingIs("_first");

    /// <summary>A value of its own for documents without one.</summary>
    public JsonElement? MissingValue => MissingIs("_first") || MissingIs("_last") ? null : Missing;

    /// <summary>Which of several values counts: <c>min</c> or <c>max</c>.</summary>
    public string? Mode { get; init; }

    /// <summary>What an index without the field is taken to have.</summary>
    public string? UnmappedType { get; init; }

    public string? Format { get; init; }

    public static List<SortKey> ReadAll(JsonElement sort) =>
        sort.ValueKind == JsonValueKind.Array ? [.. sort.EnumerateArray().Select(Read)] : [Read(sort)];

    /// <summary>Reads the URL form, <c>name:desc,other</c>.</summary>
    public static List<SortKey> ReadAll(string[] parameter) =>
        [
            .. parameter.Select(part =>
            {
                var colon = part.LastIndexOf(':');
                return colon < 0
                    ? new SortKey(part, false)
                    : new SortKey(part[..colon], IsDescending(part[(colon + 1)..]));
            }),
        ];

    private bool MissingIs(string where) =>
        Missing is { ValueKind: JsonValueKind.String } text && text.ValueEquals(where);

    private static SortKey Read(JsonElement entry)
    {
        if (entry.ValueKind == JsonValueKind.String)
        {
            return new SortKey(entry.Text("sort"), Descending: entry.ValueEquals("_score"));
        }

        if (entry.ValueKind != JsonValueKind.Object || entry.EnumerateObject().Count() != 1)
        {
            throw ApiException.Parsing($"[sort] malformed, expected a field but found {JsonBody.Describe(entry)}");
        }

        var field = entry.EnumerateObject().First();
        if (field.Value.ValueKind == JsonValueKind.String)
        {
            return new SortKey(field.Name, IsDescending(field.Value.Text("order")));
        }

        var options = field.Value.Only("sort", "order", "missing", "mode", "unmapped_type", "format");
        return new SortKey(field.Name, options.Get("order") is { } order && IsDescending(order.Text("order")))
        {
            Missing = options.Get("missing"),
            Mode = options.Get("mode")?.Text("mode") switch
            {
                null => null,
                var mode and ("min" or "max") => mode,
                var mode => throw ApiException.IllegalArgument(
                    $"[sort] the embedded node knows the modes min and max, not [{mode}]"
                ),
            },
            UnmappedType = options.Get("unmapped_type")?.Text("unmapped_type"),
            Format = options.Get("format")?.Text("format"),
        };
    }

    private static bool IsDescending(string order) =>
        order.ToLowerInvariant() switch
        {
            "asc" => false,
            "desc" => true,
            _ => throw ApiException.IllegalArgument($"No enum constant SortOrder.{order}: expected asc or desc"),
        };
}
