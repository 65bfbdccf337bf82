namespace Detections.Rules;

/// <summary>One entry of a threat framework, such as TA0001 of MITRE ATT&amp;CK.</summary>
internal sealed record ThreatItem(string Id, string Name, string Reference);
