namespace Detections.Runs;

/// <summary>Some events of a sweep, as the bytes they arrived in. Valid until the next page is asked for.</summary>
internal sealed class EventPage
{
    public List<EventHit> Hits { get; } = [];
}
