namespace Detections.Elasticsearch;

/// <summary>The last run of a group.</summary>
internal sealed record GroupHistory(DateTimeOffset Finished, string Status, IReadOnlyList<string> Reasons);
