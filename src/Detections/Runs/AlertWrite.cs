namespace Detections.Runs;

/// <summary>One document to create.</summary>
internal readonly record struct AlertWrite(string Index, string Id, ReadOnlyMemory<byte> Document);
