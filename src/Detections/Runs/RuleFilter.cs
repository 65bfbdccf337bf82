using Detections.Eql;
using Detections.Rules;

namespace Detections.Runs;

/// <summary>What a rule can use of the events of some indices.</summary>
/// <param name="Filter">What these satisfy.</param>
/// <param name="Indices">The concrete indices that it reaches, as far as they are known.</param>
internal sealed record RuleFilter(EqlFilter Filter, IReadOnlyCollection<string> Indices)
{
    public static RuleFilter Of(Rule rule, SourceMap sources) =>
        new(rule.Query.Filter, [.. rule.Patterns.SelectMany(p => sources[p].Indices).Distinct(StringComparer.Ordinal)]);
}
