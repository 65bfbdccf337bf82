namespace Detections.Runs;

/// <summary>One document of a page: slices of the page's bytes, valid as long as the page.</summary>
/// <param name="Fields">Values of fields that the source does not hold, an object as `fields` of a search gives it; else empty.</param>
/// <param name="Problem">Why it has no source, if it has none.</param>
internal readonly record struct EventHit(
    ReadOnlyMemory<byte> Index,
    ReadOnlyMemory<byte> Id,
    ReadOnlyMemory<byte> Source,
    ReadOnlyMemory<byte> Fields = default,
    string? Problem = null
);
