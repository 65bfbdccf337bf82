using Detections.Eql;
using Detections.Rules;

namespace Detections.Tests.Runs;

internal static class TestRules
{
    public static Rule Create(string id = "rule-1", string query = "any where true", params string[] index) =>
        new()
        {
            RuleId = id,
            Name = $"Rule {id}",
            Description = "A rule of the tests",
            Query = EqlQuery.Parse(query),
            Index = index is [] ? ["logs-*"] : index,
            Severity = Severity.Low,
            RiskScore = 1,
            From = "now-9m",
            Lookback = TimeSpan.FromMinutes(9),
        };

    public static RuleGroup Group(params Rule[] rules) => new(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(9), rules);
}
