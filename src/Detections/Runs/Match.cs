using Detections.Alerts;
using Detections.Rules;

namespace Detections.Runs;

/// <summary>A rule together with the events that satisfied it, by reference: one, or those of a sequence or sample in their order.</summary>
/// <param name="AlertId">Of its alert; for a sequence that is the shell's.</param>
/// <param name="EventTime">Of the last event.</param>
internal sealed record Match(
    Rule Rule,
    string AlertId,
    string AlertIndex,
    IReadOnlyList<EventReference> Events,
    DateTimeOffset EventTime
)
{
    public Lateness Lateness { get; init; }

    public IEnumerable<EventReference> Documents => Events.Where(e => !e.IsMissing);
}
