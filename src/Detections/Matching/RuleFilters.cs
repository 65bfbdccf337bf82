using Detections.Eql;
using Detections.Rules;
using Detections.Rules.Filters;

namespace Detections.Matching;

/// <summary>The filters of one rule. All threads may share it.</summary>
internal sealed class RuleFilters
{
    private readonly Func<EqlEvent, bool>[] _filters;

    /// <param name="table">One that has all <see cref="FieldsOf"/>.</param>
    public RuleFilters(Rule rule, FieldTable table) => _filters = [.. Read(rule).Select(f => f.Compile(table))];

    /// <summary>The fields that the filters of a rule read from events.</summary>
    public static IEnumerable<string> FieldsOf(Rule rule) =>
        Read(rule).SelectMany(f => f.Fields).Distinct(StringComparer.Ordinal);

    /// <summary>Whether the event exists for the rule.</summary>
    public bool Pass(EqlEvent values) => Array.TrueForAll(_filters, passes => passes(values));

    /// <summary>A rule with another filter was set aside when it was read.</summary>
    private static IEnumerable<KibanaFilter> Read(Rule rule) =>
        rule.Filters.Select(filter =>
            KibanaFilter.TryCreate(filter, out var created, out var problem)
                ? created
                : throw new InvalidOperationException($"{rule.RuleId}: {problem}")
        );
}
