using Detections.Eql;

namespace Detections.Matching.Exceptions;

/// <summary>Whether an entry of an exception holds for an event.</summary>
/// <param name="source">The event's JSON, which tells the objects of a nested field apart.</param>
internal delegate bool EntryTest(EqlEvent values, ReadOnlyMemory<byte> source);
