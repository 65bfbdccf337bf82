using System.Globalization;
using Detections.Rules;

namespace Detections.Alerts;

/// <summary>
/// Tells the analyst, beside the alerts, that a rule found more than it may raise in one run. It has no
/// <c>kibana.alert.uuid</c>, so nothing counts it as an alert.
/// </summary>
internal static class OverflowNotice
{
    public static byte[] Build(Rule rule, int created, int queued, DateTimeOffset now, string runId) =>
        JsonBytes.Object(writer =>
        {
            writer.WriteString("@timestamp", Times.Text(now));
            writer.WriteString("event.kind", "event");
            writer.WriteString("event.action", "alert-limit-reached");
            writer.WriteString("event.module", "detections");
            writer.WriteString("message", Message(rule, created, queued));
            RuleFields.WriteIdentity(writer, rule, rule.Name);
            writer.WriteNumber("kibana.alert.rule.max_signals", rule.MaxSignals);
            writer.WriteString("kibana.alert.rule.execution.uuid", runId);
            writer.WriteNumber("kibana.alert.detections.created", created);
            writer.WriteNumber("kibana.alert.detections.queued", queued);
        });

    private static string Message(Rule rule, int created, int queued) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"The rule \"{rule.Name}\" found more than its {rule.MaxSignals} new alerts a run: {created} were created, {queued} wait and become alerts in the next runs. An exception for what is harmless, or a higher max_signals, clears them sooner."
        );
}
