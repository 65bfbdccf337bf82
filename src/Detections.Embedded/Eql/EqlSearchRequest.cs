using Detections.Embedded.Http;
using Detections.Embedded.Indices;
using Detections.Embedded.Search.Queries;
using Detections.Eql;

namespace Detections.Embedded.Eql;

/// <summary>What an EQL search asks for.</summary>
internal sealed record EqlSearchRequest(EqlQuery Query, Query Filter, int Size, bool KeepsHead)
{
    public const string Parameters =
        "wait_for_completion_timeout keep_on_completion keep_alive ccs_minimize_roundtrips allow_partial_search_results "
        + "allow_partial_sequence_results "
        + IndexOptions.Parameters;

    private const int DefaultSize = 10;

    public required string TimestampField { get; init; }

    public string? TiebreakerField { get; init; }

    public static EqlSearchRequest Read(ApiRequest request)
    {
        var body = request
            .RequiredJson()
            .Only(
                "eql",
                "query",
                "size",
                "filter",
                "timestamp_field",
                "tiebreaker_field",
                "event_category_field",
                "result_position",
                "fetch_size"
            );
        var size = body.Get("size")?.Integer("size") ?? DefaultSize;
        if (size is < 0 or > int.MaxValue)
        {
            throw ApiException.Invalid("size must be greater than or equal to 0");
        }

        if (body.Get("fetch_size")?.Integer("fetch_size") < 2)
        {
            throw ApiException.Invalid("fetch size must be greater than 1");
        }

        var text = body.Get("query")?.Text("query") ?? throw ApiException.Invalid("query is null or empty");
        var options = EqlOptions.Default;
        if (body.Get("event_category_field")?.Text("event_category_field") is { } category)
        {
            options = options with { EventCategoryField = category };
        }

        if (!EqlQuery.TryParse(text, options, out var query, out var error))
        {
            throw ApiException.Parsing(error.ToString());
        }

        var filter = body.Get("filter") is { } given ? QueryParser.Read(given) : ConstantQuery.All;
        return new EqlSearchRequest(
            query,
            filter,
            (int)size,
            KeepsHeadOf(body.Get("result_position")?.Text("result_position"))
        )
        {
            TimestampField = body.Get("timestamp_field")?.Text("timestamp_field") ?? DataStream.Timestamp,
            TiebreakerField = body.Get("tiebreaker_field")?.Text("tiebreaker_field"),
        };
    }

    private static bool KeepsHeadOf(string? position) =>
        position switch
        {
            null or "tail" => false,
            "head" => true,
            _ => throw ApiException.Invalid($"result position needs to be 'head' or 'tail', but was [{position}]"),
        };
}
