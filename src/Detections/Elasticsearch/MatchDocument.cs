using System.Text.Json;
using Detections.Alerts;
using Detections.Runs;

namespace Detections.Elasticsearch;

/// <summary>A match as the state index keeps it: by reference.</summary>
internal static class MatchDocument
{
    public static void Write(
        Utf8JsonWriter w,
        string kind,
        string ruleId,
        string alertIndex,
        IEnumerable<EventReference> events,
        DateTimeOffset eventTime,
        Lateness lateness,
        DateTimeOffset now
    )
    {
        w.WriteNumber("schema", StateIndex.Schema);
        w.WriteString("kind", kind);
        w.WriteString("rule_id", ruleId);
        w.WriteString("alert_index", alertIndex);
        w.WriteStartArray("events");
        foreach (var reference in events)
        {
            w.WriteStartObject();
            w.WriteString("index", reference.Index);
            w.WriteString("id", reference.Id);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteString("event_time", Times.Exact(eventTime));
        w.WriteTextIfAny("late", lateness.Text());
        w.WriteString("updated", Times.Exact(now));
    }

    public static Lateness ReadLateness(JsonElement source) =>
        LatenessText.Parse(source.TryGetProperty("late", out var late) ? late.GetString() : null);

    public static IReadOnlyList<EventReference> ReadEvents(JsonElement source) =>
        [
            .. source
                .GetProperty("events")
                .EnumerateArray()
                .Select(e => new EventReference(e.GetProperty("index").GetString()!, e.GetProperty("id").GetString()!)),
        ];
}
