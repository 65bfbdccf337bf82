using System.Collections.Immutable;

namespace Detections.Eql;

/// <summary>What a field of an event holds, or what was computed of its fields.</summary>
/// <param name="Name">The name of the field, or the computation as it is written in the query.</param>
/// <param name="Values">The values as text; none where the field is missing, or the computation is null.</param>
public sealed record EqlValues(string Name, ImmutableArray<string> Values);
