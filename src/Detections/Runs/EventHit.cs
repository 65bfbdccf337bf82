namespace Detections.Runs;

/// <summary>One document of a page: slices of the page's bytes, valid as long as the page.</summary>
internal readonly record struct EventHit(
    ReadOnlyMemory<byte> Index,
    ReadOnlyMemory<byte> Id,
    ReadOnlyMemory<byte> Source
);
