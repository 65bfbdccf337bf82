using System.Text.Json;
using Detections.Embedded.Http;
using Detections.Embedded.Storage;

namespace Detections.Embedded.Search;

/// <summary>Writes what a search found.</summary>
internal sealed class SearchResponse(DocumentStore documents, SearchResult result, TimeSpan took)
{
    private readonly SearchRequest _request = result.Request;
    private readonly long? _ignoredField = documents.Fields.Find(Mapping.ParsedDocument.IgnoredField);

    public bool TotalAsNumber { get; init; }

    public ApiReply ToReply() => ApiReply.Write(200, Write);

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        if (result.Context is { Scroll: null } pit)
        {
            writer.WriteString("pit_id", pit.Id);
        }
        else if (result.Context is { } scroll)
        {
            writer.WriteString("_scroll_id", scroll.Id);
        }

        writer.WriteNumber("took", (long)took.TotalMilliseconds);
        writer.WriteBoolean("timed_out", false);
        WriteShards(writer);
        writer.WriteStartObject("hits");
        WriteTotal(writer);
        if (_request.ShownSorts > 0 || result.Hits.Count == 0)
        {
            writer.WriteNull("max_score");
        }
        else
        {
            WriteScore(writer, "max_score");
        }

        writer.WriteStartArray("hits");
        foreach (var hit in result.Hits)
        {
            WriteHit(writer, hit);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void WriteShards(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("_shards");
        writer.WriteNumber("total", result.Shards);
        writer.WriteNumber("successful", result.Shards - result.Failures.Count);
        writer.WriteNumber("skipped", 0);
        writer.WriteNumber("failed", result.Failures.Count);
        if (result.Failures.Count > 0)
        {
            writer.WritePropertyName("failures");
            Searcher.ToJson(result.Failures).WriteTo(writer);
        }
        writer.WriteEndObject();
    }

    private void WriteTotal(Utf8JsonWriter writer)
    {
        if (result.Total is not { } total)
        {
            return;
        }

        if (TotalAsNumber)
        {
            writer.WriteNumber("total", total);
            return;
        }
        writer.WriteStartObject("total");
        writer.WriteNumber("value", total);
        writer.WriteString("relation", result.TotalIsLowerBound ? "gte" : "eq");
        writer.WriteEndObject();
    }

    private void WriteHit(Utf8JsonWriter writer, SearchHit hit)
    {
        writer.WriteStartObject();
        writer.WriteString("_index", hit.Index.Name);
        writer.WriteString("_id", hit.Id);
        if (_request.ShowVersion)
        {
            writer.WriteNumber("_version", hit.Document.Version);
        }

        if (_request.ShowSeqNo)
        {
            writer.WriteNumber("_seq_no", hit.Document.SeqNo);
            writer.WriteNumber("_primary_term", hit.Document.PrimaryTerm);
        }
        if (_request.ShownSorts > 0)
        {
            writer.WriteNull("_score");
        }
        else
        {
            WriteScore(writer, "_score");
        }

        WriteIgnored(writer, hit);
        if (!_request.Source.IsNone || _request.Fields.Count > 0)
        {
            WriteContent(writer, hit, documents.Source(hit.Document.Row));
        }

        if (_request.ShownSorts > 0)
        {
            WriteSort(writer, hit);
        }

        writer.WriteEndObject();
    }

    /// <summary>Nothing is scored: every hit is as good as another.</summary>
    private static void WriteScore(Utf8JsonWriter writer, string name)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue("1.0"u8, skipInputValidation: true);
    }

    private void WriteContent(Utf8JsonWriter writer, SearchHit hit, ReadOnlyMemory<byte> source)
    {
        if (!_request.Source.IsNone)
        {
            writer.WritePropertyName("_source");
            _request.Source.Write(writer, source);
        }
        if (
            _request.Fields.Count > 0
            && FieldFetcher.Fetch(hit.Index.Mapping, _request.Fields, source) is { Count: > 0 } fields
        )
        {
            writer.WritePropertyName("fields");
            fields.WriteTo(writer);
        }
    }

    private void WriteIgnored(Utf8JsonWriter writer, SearchHit hit)
    {
        if (_ignoredField is not { } field || documents.Terms(hit.Document.Row, field) is not { Count: > 0 } ignored)
        {
            return;
        }

        writer.WriteStartArray("_ignored");
        foreach (var name in ignored)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
    }

    private void WriteSort(Utf8JsonWriter writer, SearchHit hit)
    {
        var sorts = result.Searches[hit.Index].Sorts;
        writer.WriteStartArray("sort");
        for (var i = 0; i < _request.ShownSorts; i++)
        {
            if (sorts[i].Show(hit.SortTerms[i]) is { } value)
            {
                value.WriteTo(writer);
            }
            else
            {
                writer.WriteNullValue();
            }
        }
        writer.WriteEndArray();
    }
}
