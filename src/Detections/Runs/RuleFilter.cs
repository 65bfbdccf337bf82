using Detections.Eql;

namespace Detections.Runs;

/// <summary>What a rule can use of the events of some indices.</summary>
/// <param name="Filter">What these satisfy.</param>
/// <param name="Indices">The concrete indices that it reaches, as far as they are known.</param>
internal sealed record RuleFilter(EqlFilter Filter, IReadOnlyCollection<string> Indices);
