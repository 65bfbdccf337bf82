namespace Detections.Elasticsearch;

/// <summary>An alert that is to be copied.</summary>
internal sealed record ExternalAlertNote(string AlertIndex, string AlertId, DateTimeOffset Noted);
