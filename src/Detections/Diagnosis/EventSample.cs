using System.Globalization;
using System.Text.Json;
using Detections.Elasticsearch;
using Detections.Runs;

namespace Detections.Diagnosis;

/// <summary>The newest events behind a pattern: where they are, when they happened, when they arrived.</summary>
/// <param name="Total">How many there are, where they were counted; else how many were taken.</param>
internal sealed record EventSample(long Total, IReadOnlyList<SampledEvent> Events)
{
    private const string Ingested = "event.ingested";

    /// <summary>Clocks differ a little everywhere.</summary>
    private static readonly TimeSpan Tolerable = TimeSpan.FromMinutes(1);

    /// <summary>What is behind a pattern may be years in slow storage.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromDays(1);

    /// <summary>How many have happened or arrived in the range.</summary>
    public static Task<EventSample> CountAsync(
        ElasticsearchClient client,
        Source source,
        TimeRange range,
        CancellationToken cancellationToken
    ) =>
        TakeAsync(
            client,
            source,
            size: 0,
            isCounted: true,
            [(ArrivalField.Timestamp, range.From, range.To), (Ingested, range.From, range.To)],
            cancellationToken
        );

    /// <summary>The newest until now: one that is dated into the future would be the newest for as long.</summary>
    public static async Task<EventSample> NewestAsync(
        ElasticsearchClient client,
        Source source,
        DateTimeOffset now,
        int size,
        CancellationToken cancellationToken
    )
    {
        var recent = await SinceAsync(now - Recent);
        return recent.Events.Count > 0 ? recent : await SinceAsync(null);

        Task<EventSample> SinceAsync(DateTimeOffset? from) =>
            TakeAsync(client, source, size, isCounted: false, [(ArrivalField.Timestamp, from, now)], cancellationToken);
    }

    /// <summary>How many are dated into the future, and the one that is farthest.</summary>
    public static Task<EventSample> FutureAsync(
        ElasticsearchClient client,
        Source source,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) =>
        TakeAsync(
            client,
            source,
            size: 1,
            isCounted: true,
            [(ArrivalField.Timestamp, now + Tolerable, null)],
            cancellationToken
        );

    private static async Task<EventSample> TakeAsync(
        ElasticsearchClient client,
        Source source,
        int size,
        bool isCounted,
        IReadOnlyList<(string Field, DateTimeOffset? From, DateTimeOffset? To)> anyOf,
        CancellationToken cancellationToken
    )
    {
        using var response = await client.PostAsync(
            $"{IndexPath.Of(source.Pattern)}/_search?ignore_unavailable=true&allow_partial_search_results=false",
            JsonBody.Object(w => Write(w, size, isCounted, anyOf)),
            cancellationToken
        );
        using var body = response.Expect().ReadJson();
        if (PartialAnswer.Explain(body.RootElement) is { } partial)
        {
            throw new ElasticsearchException(
                $"The events behind {source.Pattern} could not all be looked at: {partial}"
            );
        }

        var hits = body.RootElement.GetProperty("hits");
        List<SampledEvent> events = [.. hits.GetProperty("hits").EnumerateArray().Select(Read).OfType<SampledEvent>()];
        return new(isCounted ? hits.GetProperty("total").GetProperty("value").GetInt64() : events.Count, events);
    }

    private static void Write(
        Utf8JsonWriter w,
        int size,
        bool isCounted,
        IReadOnlyList<(string Field, DateTimeOffset? From, DateTimeOffset? To)> anyOf
    )
    {
        w.WriteNumber("size", size);
        w.WriteBoolean("track_total_hits", isCounted);
        w.WriteBoolean("_source", false);
        w.WriteStartArray("fields");
        foreach (var field in (ReadOnlySpan<string>)[ArrivalField.Timestamp, Ingested])
        {
            w.WriteStartObject();
            w.WriteString("field", field);
            w.WriteString("format", "epoch_millis");
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteStartArray("sort");
        w.WriteStartObject();
        w.WriteStartObject(ArrivalField.Timestamp);
        w.WriteString("order", "desc");
        w.WriteString("unmapped_type", "date");
        w.WriteEndObject();
        w.WriteEndObject();
        w.WriteEndArray();
        w.WriteStartObject("query");
        w.WriteStartObject("bool");
        w.WriteNumber("minimum_should_match", 1);
        w.WriteStartArray("should");
        foreach (var (field, from, to) in anyOf)
        {
            w.WriteStartObject();
            w.WriteStartObject("range");
            w.WriteStartObject(field);
            WriteBound(w, "gte", from);
            WriteBound(w, "lte", to);
            w.WriteString("format", "strict_date_optional_time");
            w.WriteEndObject();
            w.WriteEndObject();
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteEndObject();
        w.WriteEndObject();
    }

    private static void WriteBound(Utf8JsonWriter w, string name, DateTimeOffset? time)
    {
        if (time is { } bound)
        {
            w.WriteString(
                name,
                bound.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
            );
        }
    }

    private static SampledEvent? Read(JsonElement hit)
    {
        if (!hit.TryGetProperty("fields", out var fields) || Time(fields, ArrivalField.Timestamp) is not { } time)
        {
            return null;
        }

        return new(hit.GetProperty("_index").GetString()!, time, Time(fields, Ingested));
    }

    /// <summary>Where dates have nanoseconds, a fraction of a millisecond follows.</summary>
    private static DateTimeOffset? Time(JsonElement fields, string name) =>
        fields.TryGetProperty(name, out var values)
        && values.GetArrayLength() > 0
        && long.TryParse(
            values[0].ToString().Split('.')[0],
            NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture,
            out var millis
        )
            ? DateTimeOffset.FromUnixTimeMilliseconds(millis)
            : null;
}
