namespace Detections.Rules;

/// <summary>What a rule says about the adversary: a tactic and the techniques that serve it.</summary>
internal sealed record Threat(string Framework, ThreatItem Tactic, IReadOnlyList<ThreatTechnique> Techniques);
