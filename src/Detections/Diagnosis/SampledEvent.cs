namespace Detections.Diagnosis;

internal sealed record SampledEvent(string Index, DateTimeOffset Time, DateTimeOffset? Ingested);
