using Detections.Commands.Explain;
using Detections.Eql;
using Detections.Matching.ValueLists;
using Detections.Rules;
using Detections.Settings;

namespace Detections.Commands.Testing;

/// <summary>Says of a single event that a rule should have matched, which condition it failed or what takes it away.</summary>
internal static class MissedMatch
{
    private const int LongestText = 160;

    public static string? Explain(Rule rule, ValueListFiles lists, DateTimeOffset now, IReadOnlyList<TestEvent> events)
    {
        if (
            !rule.IsEventRule
            || events is not [var only]
            || !rule.Query.CreateExplainer().TryExplain(only.Source, out var steps, out _)
        )
        {
            return null;
        }

        if (steps[0].Matches)
        {
            return new RuleConditions(rule, lists, now).ReasonAgainst(only.Source, step: 0) is { } reason
                ? $"The event satisfies the query, but {reason}"
                : null;
        }

        var failed = Failed(steps[0].Condition, wanted: true);
        var values = failed.Values.Select(v =>
            v.Values.IsEmpty ? $"{v.Name} is missing" : $"{v.Name} = {string.Join(", ", v.Values)}"
        );
        return $"[{Cut.To(failed.Text, LongestText)}] is {(failed.Verdict is true ? "true" : "false")}: {Cut.To(string.Join("; ", values), LongestText)}";
    }

    /// <summary>The condition, as deep inside as one alone decides.</summary>
    private static EqlExplanation Failed(EqlExplanation node, bool wanted) =>
        node.Operator switch
        {
            "and" when wanted => Failed(node.Children.First(child => child.Verdict is not true), wanted),
            "or" when !wanted => Failed(node.Children.First(child => child.Verdict is true), wanted),
            "not" => Failed(node.Children[0], !wanted),
            _ => node,
        };
}
