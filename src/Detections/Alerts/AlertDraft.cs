using Detections.Rules;

namespace Detections.Alerts;

/// <summary>A match that is to become an alert.</summary>
/// <param name="Index">The concrete index of the event, as the cluster names it.</param>
/// <param name="Source">The event's <c>_source</c>, untouched.</param>
/// <param name="AlertId">See <see cref="Alerts.AlertId"/>.</param>
/// <param name="Now">When the alert is created, by the cluster's clock.</param>
internal sealed record AlertDraft(
    Rule Rule,
    string Index,
    string EventId,
    ReadOnlyMemory<byte> Source,
    string AlertId,
    DateTimeOffset Now,
    string RunId
);
