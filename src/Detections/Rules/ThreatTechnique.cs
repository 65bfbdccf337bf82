namespace Detections.Rules;

internal sealed record ThreatTechnique(ThreatItem Item, IReadOnlyList<ThreatItem> Subtechniques);
