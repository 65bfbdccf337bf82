namespace Detections.Runs;

/// <summary>A whole event.</summary>
/// <param name="Fields">Values of fields that the source does not hold, where they were asked for; else empty.</param>
internal readonly record struct EventDocument(ReadOnlyMemory<byte> Source, ReadOnlyMemory<byte> Fields);
