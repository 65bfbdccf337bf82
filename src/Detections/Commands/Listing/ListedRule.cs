using Detections.Elasticsearch;
using Detections.Rules;
using Detections.Settings;

namespace Detections.Commands.Listing;

/// <summary>A rule in the list of all that were found, run or not.</summary>
/// <param name="Status">What it does: runs, is disabled, or why it does not run.</param>
internal sealed record ListedRule(
    string RuleId,
    string Name,
    string Type,
    string Status,
    string Reason,
    string Group,
    string? Severity,
    Location? Location
)
{
    public GroupHistory? LastRun { get; init; }

    public RuleHistory? History { get; init; }

    /// <summary>Alerts that the cluster refused for good and that nobody has dealt with.</summary>
    public long Rejected { get; init; }

    public static IEnumerable<ListedRule> All(RuleSet rules)
    {
        var groups = rules
            .Groups.SelectMany(g => g.Rules.Select(r => (r.RuleId, g.Name)))
            .ToDictionary(g => g.RuleId, g => g.Name, StringComparer.Ordinal);
        foreach (var rule in rules.Rules)
        {
            var group = groups.GetValueOrDefault(rule.RuleId, "");
            yield return new(
                rule.RuleId,
                rule.Name,
                rule.Query.Kind.ToString().ToLowerInvariant(),
                group.Length > 0 ? "runs" : "disabled",
                "",
                group,
                rule.Severity.Text(),
                rule.Location
            );
        }

        foreach (var rule in rules.Unevaluated)
        {
            yield return Idle(rule, "not evaluated");
        }

        foreach (var rule in rules.LeftOut)
        {
            yield return Idle(rule, "left out");
        }

        foreach (var rule in rules.SetAside)
        {
            var reason = rule.Findings.FirstOrDefault(f => f.Severity == FindingSeverity.Error)?.Message ?? "";
            var status = rule.RunsOn ? "runs as before" : "set aside";
            yield return new(rule.RuleId ?? "", rule.Name ?? "", "eql", status, reason, "", null, rule.Location);
        }
    }

    private static ListedRule Idle(UnevaluatedRule rule, string status) =>
        new(rule.RuleId, rule.Name, rule.Type, status, rule.Reason, "", null, rule.Location);
}
