using System.Globalization;
using System.Text.Json;
using Detections.Embedded.Http;
using Detections.Embedded.Indices;
using Detections.Embedded.Search.Queries;

namespace Detections.Embedded.Search;

/// <summary>What a search asks for, from its body and its URL.</summary>
internal sealed record SearchRequest
{
    public const string Parameters =
        "size from sort _source _source_includes _source_excludes track_total_hits seq_no_primary_term version timeout "
        + "allow_partial_search_results scroll search_type preference request_cache rest_total_hits_as_int "
        + "ccs_minimize_roundtrips batched_reduce_size max_concurrent_shard_requests pre_filter_shard_size typed_keys "
        + IndexOptions.Parameters;

    private const int DefaultTrackedHits = 10_000;

    public Query Query { get; init; } = ConstantQuery.All;

    public int From { get; private init; }

    public int Size { get; private init; } = 10;

    public List<SortKey> Sort { get; init; } = [];

    /// <summary>Whether the last sort key is there for paging only, and not shown.</summary>
    public bool HidesLastSort { get; init; }

    public int ShownSorts => Sort.Count - (HidesLastSort ? 1 : 0);

    public List<JsonElement>? SearchAfter { get; init; }

    public SourceFilter Source { get; private init; } = SourceFilter.All;

    public List<FieldRequest> Fields { get; private init; } = [];

    /// <summary>How far hits are counted; null means not at all.</summary>
    public long? TrackTotalHits { get; init; } = DefaultTrackedHits;

    public bool ShowSeqNo { get; private init; }

    public bool ShowVersion { get; private init; }

    public bool AllowPartialResults { get; private init; } = true;

    public string? PitId { get; private init; }

    public string? PitKeepAlive { get; private init; }

    public static SearchRequest Read(ApiRequest request)
    {
        var body = request
            .Json()
            ?.Only(
                "search",
                "query",
                "from",
                "size",
                "sort",
                "search_after",
                "_source",
                "fields",
                "stored_fields",
                "track_total_hits",
                "seq_no_primary_term",
                "version",
                "timeout",
                "pit"
            );
        var pit = body?.Get("pit")?.Only("pit", "id", "keep_alive");
        Validate(request, body);
        var read = new SearchRequest
        {
            Query = body?.Get("query") is { } query ? QueryParser.Read(query) : ConstantQuery.All,
            From = Count(request, body, "from", 0),
            Size = Count(request, body, "size", 10),
            Sort =
                request.Names("sort") is { } names ? SortKey.ReadAll(names)
                : body?.Get("sort") is { } sort ? SortKey.ReadAll(sort)
                : [],
            SearchAfter = body?.Get("search_after") is { } after ? [.. after.Items("search_after")] : null,
            Source = SourceFilter.FromParameters(
                request,
                body?.Get("_source") is { } source ? SourceFilter.Read(source)
                    : body?.Get("stored_fields") is not null ? SourceFilter.None
                    : null
            ),
            Fields = body?.Get("fields") is { } fields ? FieldRequest.ReadAll(fields) : [],
            TrackTotalHits = Tracked(request.Parameter("track_total_hits") ?? Text(body?.Get("track_total_hits"))),
            ShowSeqNo = Flag(request, body, "seq_no_primary_term"),
            ShowVersion = Flag(request, body, "version"),
            AllowPartialResults = request.Flag("allow_partial_search_results", otherwise: true),
            PitId = pit?.Get("id")?.Text("pit.id"),
            PitKeepAlive = pit?.Get("keep_alive")?.Text("pit.keep_alive"),
        };
        return pit is not null && read.PitId is null ? throw ApiException.IllegalArgument("[pit] needs an [id]") : read;
    }

    private static void Validate(ApiRequest request, JsonElement? body)
    {
        if ((request.Parameter("timeout") ?? Text(body?.Get("timeout"))) is { } timeout)
        {
            TimeText.Parse(timeout, "timeout");
        }

        if (body?.Get("stored_fields") is { } stored && stored.Texts("stored_fields") is not ["*"])
        {
            throw ApiException.IllegalArgument(
                "[stored_fields] can only be [*]: the embedded node stores no fields beside the source"
            );
        }
        if (request.Parameter("search_type") is not (null or "query_then_fetch"))
        {
            throw ApiException.IllegalArgument($"No search type for [{request.Parameter("search_type")}]");
        }
    }

    private static int Count(ApiRequest request, JsonElement? body, string name, int otherwise)
    {
        var count = request.Number(name) ?? body?.Get(name)?.Integer(name) ?? otherwise;
        return count is >= 0 and <= int.MaxValue
            ? (int)count
            : throw ApiException.IllegalArgument($"[{name}] parameter cannot be negative, found [{count}]");
    }

    private static bool Flag(ApiRequest request, JsonElement? body, string name) =>
        request.Flag(name, body?.Get(name)?.Boolean(name) ?? false);

    private static long? Tracked(string? text) =>
        text switch
        {
            null => DefaultTrackedHits,
            "true" or "" => long.MaxValue,
            "false" => null,
            _ => long.TryParse(text, CultureInfo.InvariantCulture, out var limit) && limit >= 0
                ? limit
                : throw ApiException.IllegalArgument(
                    $"[track_total_hits] parameter must be positive or equals to -1, got {text}"
                ),
        };

    private static string? Text(JsonElement? value) =>
        value is { } given ? JsonText.Of(given).ToLowerInvariant() : null;
}
