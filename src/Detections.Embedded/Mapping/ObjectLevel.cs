namespace Detections.Embedded.Mapping;

/// <summary>What a mapping says of an object. A null <paramref name="Dynamic"/> is inherited.</summary>
internal sealed record ObjectLevel(string? Dynamic, bool Enabled);
