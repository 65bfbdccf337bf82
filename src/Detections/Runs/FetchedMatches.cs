namespace Detections.Runs;

/// <summary>The first of some matches, as many as may be in memory at once, and their events as far as they are there.</summary>
internal sealed record FetchedMatches(
    IReadOnlyList<Match> Matches,
    IReadOnlyDictionary<EventReference, EventDocument> Documents
);
