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
    /// <summary>The bytes of a match with what it is known by, but for its events.</summary>
    private const int OwnSize = 400;

    /// <summary>The bytes of a reference with an id that is empty.</summary>
    private const int EventSize = 40;

    public Lateness Lateness { get; init; }

    /// <summary>About the bytes that it takes while it waits.</summary>
    public long Size => OwnSize + Events.Sum(e => EventSize + (long)e.Id.Length * sizeof(char));

    public IEnumerable<EventReference> Documents => Events.Where(e => !e.IsMissing);
}
