namespace Detections.Commands.Search;

/// <summary>A match that is shown: its join keys and its events, null where one is missing.</summary>
internal sealed record FoundMatch(IReadOnlyList<string?> JoinKeys, IReadOnlyList<FoundEvent?> Events);
