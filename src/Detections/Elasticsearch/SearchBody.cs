using System.Globalization;
using System.Text.Json;
using Detections.Runs;

namespace Detections.Elasticsearch;

/// <summary>The search for one page of a sweep.</summary>
internal static class SearchBody
{
    public static ReadOnlyMemory<byte> Create(
        SourceQuery query,
        SearchNarrowing narrowing,
        PointInTime pit,
        int pageSize,
        ReadOnlyMemory<byte> after,
        bool rewriteSources
    ) =>
        JsonBody.Object(w =>
        {
            w.WriteNumber("size", pageSize);
            w.WriteBoolean("track_total_hits", false);
            if (narrowing.Source is { Count: 0 })
            {
                w.WriteBoolean("_source", false);
            }
            else if (narrowing.Source is { } fields)
            {
                w.WriteStartObject("_source");
                JsonBody.WriteTexts(w, "includes", fields);
                w.WriteEndObject();
            }
            else if (rewriteSources)
            {
                WriteRewritingFilter(w);
            }

            if (narrowing.Fields.Count > 0)
            {
                JsonBody.WriteTexts(w, "fields", narrowing.Fields);
            }

            WritePit(w, pit);
            w.WritePropertyName("query");
            WriteQuery(w, query, narrowing.Filter);
            // Not by time: over date and date_nanos indices together that would compare milliseconds with nanoseconds.
            w.WriteStartArray("sort");
            w.WriteStartObject();
            w.WriteString("_shard_doc", "asc");
            w.WriteEndObject();
            w.WriteEndArray();
            if (!after.IsEmpty)
            {
                w.WritePropertyName("search_after");
                w.WriteRawValue(after.Span);
            }
        });

    /// <summary>How many events there are to be read.</summary>
    public static ReadOnlyMemory<byte> CreateCount(SourceQuery query, ReadOnlyMemory<byte> filter, PointInTime pit) =>
        JsonBody.Object(w =>
        {
            w.WriteNumber("size", 0);
            w.WriteBoolean("track_total_hits", true);
            WritePit(w, pit);
            w.WritePropertyName("query");
            WriteQuery(w, query, filter);
        });

    /// <summary>Any filter makes Elasticsearch write each source anew, where it else passes on the bytes it was given.</summary>
    public static void WriteRewritingFilter(Utf8JsonWriter w)
    {
        w.WriteStartObject("_source");
        w.WriteString("excludes", "-");
        w.WriteEndObject();
    }

    /// <summary>A query for documents by their ids.</summary>
    public static void WriteIds(Utf8JsonWriter w, IEnumerable<string> ids)
    {
        w.WriteStartObject();
        w.WriteStartObject("ids");
        JsonBody.WriteTexts(w, "values", ids);
        w.WriteEndObject();
        w.WriteEndObject();
    }

    /// <summary>A search for those of some documents that a filter leaves out.</summary>
    public static ReadOnlyMemory<byte> CreateHidden(IReadOnlyCollection<string> ids, ReadOnlyMemory<byte> filter) =>
        JsonBody.Object(w =>
        {
            w.WriteNumber("size", ids.Count);
            w.WriteBoolean("track_total_hits", false);
            w.WriteBoolean("_source", false);
            w.WriteStartObject("query");
            w.WriteStartObject("bool");
            w.WritePropertyName("filter");
            WriteIds(w, ids);
            w.WritePropertyName("must_not");
            w.WriteRawValue(filter.Span);
            w.WriteEndObject();
            w.WriteEndObject();
        });

    private static void WritePit(Utf8JsonWriter w, PointInTime pit)
    {
        w.WriteStartObject("pit");
        w.WriteString("id", pit.Id);
        w.WriteString("keep_alive", pit.KeepAlive);
        w.WriteEndObject();
    }

    private static void WriteQuery(Utf8JsonWriter w, SourceQuery query, ReadOnlyMemory<byte> filter)
    {
        if (filter.IsEmpty)
        {
            WriteArrival(w, query);
            return;
        }

        w.WriteStartObject();
        w.WriteStartObject("bool");
        w.WriteStartArray("filter");
        WriteArrival(w, query);
        w.WriteRawValue(filter.Span);
        w.WriteEndArray();
        w.WriteEndObject();
        w.WriteEndObject();
    }

    private static void WriteArrival(Utf8JsonWriter w, SourceQuery query)
    {
        w.WriteStartObject();
        w.WriteStartObject("bool");
        w.WriteNumber("minimum_should_match", 1);
        w.WriteStartArray("should");
        foreach (var field in query.Arrival)
        {
            w.WriteStartObject();
            WriteRange(w, field.Name, field.IsStamped ? query.Stamped : query.Range);
            w.WriteEndObject();
            if (field.FallsBack)
            {
                WriteFallback(w, field.Name, query.Unstamped);
            }
            else if (field.Name == ArrivalField.Timestamp && query.Unstamped != query.Range)
            {
                WriteFallback(w, ArrivalField.Ingested, query.Unstamped);
            }
        }

        w.WriteEndArray();
        w.WriteEndObject();
        w.WriteEndObject();
    }

    private static void WriteFallback(Utf8JsonWriter w, string field, TimeRange range)
    {
        w.WriteStartObject();
        w.WriteStartObject("bool");
        w.WriteStartObject("filter");
        WriteRange(w, ArrivalField.Timestamp, range);
        w.WriteEndObject();
        w.WriteStartObject("must_not");
        w.WriteStartObject("exists");
        w.WriteString("field", field);
        w.WriteEndObject();
        w.WriteEndObject();
        w.WriteEndObject();
        w.WriteEndObject();
    }

    private static void WriteRange(Utf8JsonWriter w, string field, TimeRange range)
    {
        w.WriteStartObject("range");
        w.WriteStartObject(field);
        w.WriteString("gte", Text(range.From));
        w.WriteString("lt", Text(range.To));
        w.WriteString("format", "strict_date_optional_time");
        w.WriteEndObject();
        w.WriteEndObject();
    }

    private static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
