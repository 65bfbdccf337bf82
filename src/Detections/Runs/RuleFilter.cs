using Detections.Eql;
using Detections.Rules;

namespace Detections.Runs;

/// <summary>What a rule can use of the events of some indices.</summary>
/// <param name="Filter">What these satisfy.</param>
/// <param name="Indices">The concrete indices that it reaches, as far as they are known.</param>
internal sealed record RuleFilter(EqlFilter Filter, IReadOnlyCollection<string> Indices)
{
    /// <param name="indices">All that are known, also to who asked at another moment: by its name an index may be the rule's.</param>
    /// <param name="filter">What is asked of them.</param>
    public static RuleFilter Of(Rule rule, EqlFilter filter, SourceMap sources, IEnumerable<string> indices) =>
        new(filter, [.. indices.Where(i => rule.Patterns.Any(p => sources.Reaches(p, i)))]);
}
