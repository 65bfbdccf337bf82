using System.Text.Json;
using Detections.Embedded.Http;
using Detections.Embedded.Indices;
using Detections.Embedded.Search;
using Detections.Eql;

namespace Detections.Embedded.Eql;

/// <summary><c>_eql/search</c> for event queries: what passes the filter is judged by the engine that the product judges with.</summary>
internal sealed class EqlSearchApi(Node node)
{
    public const string Action = "indices:data/read/eql";

    private readonly Searcher _searcher = new(node);

    public ApiReply Search(ApiRequest request)
    {
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        var search = EqlSearchRequest.Read(request);
        var options = IndexOptions.From(request) with
        {
            IgnoreUnavailable = request.Flag("ignore_unavailable", otherwise: true),
        };
        var expression = request.Segment("index");
        var indices = node.Catalog.Resolve(expression, options);
        if (indices.Count == 0)
        {
            throw ApiException.NoSuchIndex(expression);
        }

        var found = Judge(search, _searcher.All(InOrder(search), indices));
        var shown = search.KeepsHead ? found.Take(search.Size) : found.TakeLast(search.Size);
        return ApiReply.Write(
            200,
            writer => Write(writer, [.. shown], System.Diagnostics.Stopwatch.GetElapsedTime(started))
        );
    }

    /// <summary>Event time, then the tiebreaker with missing ones first, then arrival.</summary>
    private static SearchRequest InOrder(EqlSearchRequest search)
    {
        List<SortKey> keys = [new(search.TimestampField, Descending: false)];
        if (search.TiebreakerField is { } tiebreaker)
        {
            keys.Add(new(tiebreaker, Descending: false) { Missing = JsonSerializer.SerializeToElement("_first") });
        }

        return new SearchRequest { Query = search.Filter, Sort = keys };
    }

    private List<SearchHit> Judge(EqlSearchRequest search, IEnumerable<SearchHit> hits)
    {
        var fields = FieldTable.Create(search.Query.Fields);
        var reader = new EventReader(fields);
        var step = search.Query.Compile(fields)[0];
        List<SearchHit> found = [];
        foreach (var hit in hits)
        {
            if (!reader.TryRead(node.Documents.Source(hit.Document.Row), out var values, out var problem))
            {
                throw new ApiException(500, "embedded_node_exception", $"[{hit.Index.Name}/{hit.Id}]: {problem}");
            }

            if (step.Matches(values))
            {
                found.Add(hit);
            }
        }

        return found;
    }

    private void Write(Utf8JsonWriter writer, IReadOnlyCollection<SearchHit> events, TimeSpan took)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("is_partial", false);
        writer.WriteBoolean("is_running", false);
        writer.WriteNumber("took", (long)took.TotalMilliseconds);
        writer.WriteBoolean("timed_out", false);
        writer.WriteStartObject("hits");
        // Elasticsearch counts what it returns, not what it found
        writer.WriteStartObject("total");
        writer.WriteNumber("value", events.Count);
        writer.WriteString("relation", "eq");
        writer.WriteEndObject();
        writer.WriteStartArray("events");
        foreach (var hit in events)
        {
            writer.WriteStartObject();
            writer.WriteString("_index", hit.Index.Name);
            writer.WriteString("_id", hit.Id);
            writer.WritePropertyName("_source");
            SourceFilter.All.Write(writer, node.Documents.Source(hit.Document.Row));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
