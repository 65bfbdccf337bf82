using System.Text.Json;
using Detections.Embedded.Search;
using Detections.Eql;

namespace Detections.Embedded.Eql;

/// <summary>The answer of an EQL search: events, or sequences (as which samples are written, too) with their join keys.</summary>
internal sealed class EqlSearchResponse(
    Node node,
    EqlSearchRequest search,
    Dictionary<(string Index, string Id), SearchHit> hits
)
{
    public void Write(Utf8JsonWriter writer, IReadOnlyCollection<EqlMatch> matches, TimeSpan took)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("is_partial", false);
        writer.WriteBoolean("is_running", false);
        writer.WriteNumber("took", (long)took.TotalMilliseconds);
        writer.WriteBoolean("timed_out", false);
        writer.WriteStartObject("hits");
        // Elasticsearch counts what it returns, not what it found
        writer.WriteStartObject("total");
        writer.WriteNumber("value", matches.Count);
        writer.WriteString("relation", "eq");
        writer.WriteEndObject();
        if (search.Query.Kind == EqlQueryKind.Event)
        {
            writer.WritePropertyName("events");
            WriteEvents(writer, matches.SelectMany(match => match.Events));
        }
        else
        {
            writer.WriteStartArray("sequences");
            foreach (var match in matches)
            {
                WriteSequence(writer, match);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void WriteSequence(Utf8JsonWriter writer, EqlMatch match)
    {
        writer.WriteStartObject();
        if (match.JoinKeys.Length > 0)
        {
            writer.WriteStartArray("join_keys");
            foreach (var key in match.JoinKeys)
            {
                writer.WriteStringValue(key);
            }

            writer.WriteEndArray();
        }

        writer.WritePropertyName("events");
        WriteEvents(writer, match.Events);
        writer.WriteEndObject();
    }

    private void WriteEvents(Utf8JsonWriter writer, IEnumerable<EqlHit?> events)
    {
        writer.WriteStartArray();
        foreach (var hit in events)
        {
            writer.WriteStartObject();
            writer.WriteString("_index", hit?.Index ?? "");
            writer.WriteString("_id", hit?.Id ?? "");
            if (hit is null)
            {
                writer.WriteStartObject("_source");
                writer.WriteEndObject();
                writer.WriteBoolean("missing", true);
            }
            else
            {
                WriteSource(writer, hits[(hit.Index, hit.Id)]);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void WriteSource(Utf8JsonWriter writer, SearchHit hit)
    {
        var source = node.Documents.Source(hit.Document.Row);
        writer.WritePropertyName("_source");
        SourceFilter.All.Write(writer, source);
        if (FieldFetcher.Fetch(hit.Index.Mapping, search.Fields, source) is { Count: > 0 } fields)
        {
            writer.WritePropertyName("fields");
            fields.WriteTo(writer);
        }
    }
}
