namespace Detections.Elasticsearch;

/// <summary>What of the events of a sweep the cluster sends.</summary>
/// <param name="Source">The fields of each event; null for all of them, none for nothing but its name.</param>
/// <param name="Fields">Those that are asked for beside the source.</param>
/// <param name="Filter">What events have to satisfy, a query; empty for none.</param>
internal sealed record SearchNarrowing(
    IReadOnlyCollection<string>? Source,
    IReadOnlyCollection<string> Fields,
    ReadOnlyMemory<byte> Filter
);
