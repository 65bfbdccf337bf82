using System.Text.Json;
using Detections.Alerts;
using Detections.Runs;

namespace Detections.Elasticsearch;

/// <summary>A rejected alert as it is kept.</summary>
/// <param name="MatchId">The id of the alert of its match, which is its own unless it is a building block.</param>
/// <param name="Document">The alert in its least form, as text, cut where it is very long.</param>
internal sealed record KeptAlert(
    string AlertId,
    string MatchId,
    string RuleId,
    string RuleName,
    string AlertIndex,
    IReadOnlyList<EventReference> Events,
    DateTimeOffset EventTime,
    Lateness Lateness,
    DateTimeOffset Rejected,
    string Reason,
    string Document
)
{
    public static KeptAlert Read(JsonElement source) =>
        new(
            source.GetProperty("alert_id").GetString()!,
            source.GetProperty("match_id").GetString()!,
            source.GetProperty("rule_id").GetString()!,
            source.GetProperty("rule_name").GetString()!,
            source.GetProperty("alert_index").GetString()!,
            MatchDocument.ReadEvents(source),
            source.GetProperty("event_time").GetDateTimeOffset(),
            MatchDocument.ReadLateness(source),
            source.GetProperty("updated").GetDateTimeOffset(),
            source.GetProperty("reason").GetString()!,
            source.GetProperty("document").GetString()!
        );
}
