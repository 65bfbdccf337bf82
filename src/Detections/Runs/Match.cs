using Detections.Rules;

namespace Detections.Runs;

/// <summary>A rule together with the event that satisfied it, by reference.</summary>
internal sealed record Match(
    Rule Rule,
    string AlertId,
    string AlertIndex,
    string EventIndex,
    string EventId,
    DateTimeOffset EventTime
);
