using System.Collections.Immutable;

namespace Detections.Eql;

/// <summary>What a query found: one event, or the events of a sequence or sample.</summary>
/// <param name="Events">The events in the order of the query's filters, repeated ones for each of their runs; null where an event is missing.</param>
/// <param name="JoinKeys">The shared values of the join fields, as Elasticsearch writes them in its answer; null is no value.</param>
public sealed record EqlMatch(ImmutableArray<EqlHit?> Events, ImmutableArray<string?> JoinKeys);
