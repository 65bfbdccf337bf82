using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Detections.Elasticsearch;

namespace Detections.Commands.Listing;

/// <summary>Two lines for each rejected alert, the oldest first; as JSON with the alert itself, as text.</summary>
internal static class RejectedPrinter
{
    public static void Print(IReadOnlyList<KeptAlert> alerts, long count, TextWriter output)
    {
        foreach (var alert in alerts)
        {
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{alert.EventTime.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z {alert.RuleName} ({alert.RuleId}): {string.Join(", ", alert.Events.Where(e => !e.IsMissing).Select(e => $"{e.Index}/{e.Id}"))}"
                )
            );
            output.WriteLine($"  {alert.AlertId}: {alert.Reason}");
        }

        output.WriteLine(
            count == 0 ? "No alert was refused for good."
            : count > alerts.Count
                ? $"{count} alerts were refused for good; these are the oldest {alerts.Count}. --retry or --discard deals with them."
            : $"{count} alerts were refused for good. --retry or --discard deals with them."
        );
    }

    public static void PrintJson(IReadOnlyList<KeptAlert> alerts, Stream output)
    {
        using var w = new Utf8JsonWriter(
            output,
            new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
        );
        w.WriteStartArray();
        foreach (var alert in alerts)
        {
            w.WriteStartObject();
            w.WriteString("alert_id", alert.AlertId);
            w.WriteString("alert_index", alert.AlertIndex);
            w.WriteString("rule_id", alert.RuleId);
            w.WriteString("rule_name", alert.RuleName);
            w.WriteString("event_time", alert.EventTime);
            w.WriteString("rejected", alert.Rejected);
            w.WriteString("reason", alert.Reason);
            w.WriteStartArray("events");
            foreach (var reference in alert.Events.Where(e => !e.IsMissing))
            {
                w.WriteStartObject();
                w.WriteString("index", reference.Index);
                w.WriteString("id", reference.Id);
                w.WriteEndObject();
            }

            w.WriteEndArray();
            w.WriteString("document", alert.Document);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }
}
