namespace Detections.Commands.Testing;

/// <summary>An event of a rule test.</summary>
/// <param name="Index">Where it is said to come from; empty for anywhere.</param>
internal sealed record TestEvent(string Index, string Id, ReadOnlyMemory<byte> Source);
