namespace Detections.Commands.Search;

/// <summary>An event that matched, copied out of its page.</summary>
internal sealed record FoundEvent(string? Index, string Id, byte[] Source);
