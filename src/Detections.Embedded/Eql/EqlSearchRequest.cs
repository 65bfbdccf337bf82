using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Embedded.Http;
using Detections.Embedded.Indices;
using Detections.Embedded.Search;
using Detections.Embedded.Search.Queries;
using Detections.Eql;

namespace Detections.Embedded.Eql;

/// <summary>What an EQL search asks for.</summary>
internal sealed record EqlSearchRequest(EqlQuery Query, FieldTypes Types, Query Filter, int Size)
{
    public const string Parameters =
        "wait_for_completion_timeout keep_on_completion keep_alive ccs_minimize_roundtrips allow_partial_search_results "
        + "allow_partial_sequence_results "
        + IndexOptions.Parameters;

    private const int DefaultSize = 10;

    public EqlResultPosition Position { get; private init; }

    public int MaxSamplesPerKey { get; private init; }

    public List<FieldRequest> Fields { get; private init; } = [];

    public static EqlSearchRequest Read(ApiRequest request, IReadOnlyList<StoredIndex> indices)
    {
        var body = request
            .RequiredJson()
            .Only(
                "eql",
                "query",
                "size",
                "filter",
                "fields",
                "timestamp_field",
                "tiebreaker_field",
                "event_category_field",
                "result_position",
                "fetch_size",
                "max_samples_per_key",
                "allow_partial_search_results",
                "allow_partial_sequence_results"
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

        var samples = body.Get("max_samples_per_key")?.Integer("max_samples_per_key") ?? 1;
        if (samples is < 1 or > int.MaxValue)
        {
            throw ApiException.Invalid("max_samples_per_key must be greater than 0");
        }

        var types = TypesOf(indices);
        return new EqlSearchRequest(
            Parse(body, types),
            types,
            body.Get("filter") is { } filter ? QueryParser.Read(filter) : ConstantQuery.All,
            (int)size
        )
        {
            Position = PositionOf(body.Get("result_position")?.Text("result_position")),
            MaxSamplesPerKey = (int)samples,
            Fields = body.Get("fields") is { } fields ? FieldRequest.ReadAll(fields) : [],
        };
    }

    private static EqlQuery Parse(JsonElement body, FieldTypes types)
    {
        var text = body.Get("query")?.Text("query") ?? throw ApiException.Invalid("query is null or empty");
        var options = new EqlOptions { Types = types, RejectsUnknownFields = true };
        options = options with
        {
            EventCategoryField =
                body.Get("event_category_field")?.Text("event_category_field") ?? options.EventCategoryField,
            TimestampField = body.Get("timestamp_field")?.Text("timestamp_field") ?? options.TimestampField,
            TiebreakerField = body.Get("tiebreaker_field")?.Text("tiebreaker_field"),
        };
        if (EqlQuery.TryParse(text, options, out var query, out var error))
        {
            return query;
        }

        throw error.Kind == EqlErrorKind.Syntax
            ? ApiException.Parsing(error.ToString())
            : new ApiException(400, "verification_exception", $"Found 1 problem\n{error}");
    }

    private static FieldTypes TypesOf(IReadOnlyList<StoredIndex> indices)
    {
        var mappings = new JsonObject();
        foreach (var index in indices)
        {
            mappings[index.Name] = new JsonObject { ["mappings"] = index.Mapping.Tree.DeepClone() };
        }

        return FieldTypes.FromMapping(Encoding.UTF8.GetBytes(mappings.ToJsonString()));
    }

    private static EqlResultPosition PositionOf(string? position) =>
        position switch
        {
            null or "tail" => EqlResultPosition.Tail,
            "head" => EqlResultPosition.Head,
            _ => throw ApiException.Invalid($"result position needs to be 'head' or 'tail', but was [{position}]"),
        };
}
