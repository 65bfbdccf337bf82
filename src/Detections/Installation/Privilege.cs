namespace Detections.Installation;

/// <summary>A privilege by Elasticsearch's name, and what goes wrong without it, as a sentence.</summary>
internal sealed record Privilege(string Name, string Without);
