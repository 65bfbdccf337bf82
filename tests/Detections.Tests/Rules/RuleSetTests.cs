using Detections.Rules;

namespace Detections.Tests.Rules;

public sealed class RuleSetTests
{
    [Fact]
    public void Rules_with_the_same_interval_and_look_back_run_together()
    {
        var rules = new RuleSet([
            TestRule("a", 5, 9),
            TestRule("b", 5, 6),
            TestRule("c", 5, 9),
            TestRule("d", 60, 119),
        ]);

        Assert.Equal(
            ["5/6: b", "5/9: a c", "60/119: d"],
            rules.Groups.Select(group =>
                $"{group.Interval.TotalMinutes}/{group.Lookback.TotalMinutes}: {string.Join(' ', group.Rules.Select(rule => rule.RuleId))}"
            )
        );
    }

    [Fact]
    public void A_disabled_rule_is_kept_but_does_not_run()
    {
        var rules = new RuleSet([TestRule("a", 5, 9) with { Enabled = false }]);

        Assert.Single(rules.Rules);
        Assert.Empty(rules.Groups);
    }

    private static Rule TestRule(string id, int interval, int lookback) =>
        TestRules.Simple(id) with
        {
            Lookback = TimeSpan.FromMinutes(lookback),
            Interval = TimeSpan.FromMinutes(interval),
        };
}
