namespace Detections.Runs;

/// <summary>What to read: the patterns together, over one range of arrival.</summary>
internal sealed record SourceQuery(
    IReadOnlyCollection<string> Patterns,
    IReadOnlyCollection<ArrivalField> Arrival,
    TimeRange Range
);
