using Detections.Rules;
using Detections.Runs;

namespace Detections.Diagnosis;

/// <summary>The fields that rules with the same index patterns use.</summary>
internal sealed record FieldUse(IReadOnlyList<string> Patterns, IReadOnlyList<Rule> Rules)
{
    public string Subject => string.Join(",", Patterns);

    /// <summary>By these events are found, so they must be dates that can be searched.</summary>
    public IReadOnlyCollection<string> Times =>
        [
            .. Rules
                .Select(r => r.TimestampOverride ?? ArrivalField.Timestamp)
                .Prepend(ArrivalField.Timestamp)
                .Distinct(StringComparer.Ordinal),
        ];

    /// <summary>What the queries compare, and which rules do.</summary>
    public IEnumerable<IGrouping<string, Rule>> Compared =>
        Rules
            .SelectMany(r => r.Query.Fields.Except(Times, StringComparer.Ordinal).Select(f => (Rule: r, Field: f)))
            .GroupBy(u => u.Field, u => u.Rule, StringComparer.Ordinal);

    public static IEnumerable<FieldUse> Of(RuleSet rules) =>
        rules
            .Groups.SelectMany(g => g.Rules)
            .GroupBy(r => string.Join(',', r.Patterns.Order(StringComparer.Ordinal)), StringComparer.Ordinal)
            .Select(g => new FieldUse([.. g.First().Patterns], [.. g]));
}
