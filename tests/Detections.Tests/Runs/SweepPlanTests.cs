using Detections.Rules;
using Detections.Runs;
using Detections.Settings;

namespace Detections.Tests.Runs;

public sealed class SweepPlanTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, 700, TimeSpan.Zero);
    private static readonly DateTimeOffset Second = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly SweepSettings Settings = new();
    private static readonly RuleGroup Group = TestRules.Group(TestRules.Create("a", index: ["x-*", "y-*"]));

    [Fact]
    public void The_window_is_in_whole_seconds_and_takes_in_the_one_that_is_running()
    {
        var plan = Plan(new());

        Assert.Equal(new(Second.AddMinutes(-9), Second.AddSeconds(1)), plan.Live.Range);
    }

    [Fact]
    public void Coverage_is_promised_only_up_to_the_margin()
    {
        var plan = Plan(new());

        Assert.Equal(new(Second.AddMinutes(-9), Second.AddSeconds(-30)), plan.Live.Proves);
    }

    [Fact]
    public void A_new_rule_has_no_holes_before_its_look_back() => Assert.Empty(Plan(new()).CatchUp);

    [Fact]
    public void A_hole_is_read_in_slices_newest_first_and_the_oldest_looks_back_as_the_missing_runs_would_have()
    {
        var ledger = Watched(since: Second.AddHours(-1), "x-*", "y-*");
        ledger.Watch("a", "x-*", Second).Searched.Add(new(Second.AddHours(-1), Second.AddMinutes(-45)));
        ledger.Watch("a", "y-*", Second).Searched.Add(new(Second.AddHours(-1), Second.AddMinutes(-45)));

        Assert.Equal(
            [(-24, -9), (-39, -24), (-49, -39)],
            Plan(ledger).CatchUp.Select(s => (Minutes(s.Range.From), Minutes(s.Range.To)))
        );
    }

    [Fact]
    public void A_slice_reads_only_the_patterns_that_lack_it()
    {
        var ledger = Watched(since: Second.AddMinutes(-20), "x-*", "y-*");
        ledger.Watch("a", "x-*", Second).Searched.Add(new(Second.AddMinutes(-20), Second));

        var slice = Assert.Single(Plan(ledger).CatchUp);
        Assert.Equal(["y-*"], slice.Patterns);
    }

    [Fact]
    public void Nothing_older_than_the_catch_up_limit_is_caught_up()
    {
        var ledger = Watched(since: Second.AddDays(-10), "x-*", "y-*");

        Assert.Equal(Second.AddHours(-24), Plan(ledger).CatchUp.Min(s => s.Proves.From));
    }

    [Fact]
    public void What_may_not_be_read_is_read_as_far_as_it_goes_but_its_holes_wait()
    {
        var plan = Plan(Watched(since: Second.AddMinutes(-20), "x-*", "y-*"), x: PatternState.Unreadable);

        Assert.Equal(["x-*", "y-*"], plan.Live.Patterns);
        Assert.All(plan.CatchUp, s => Assert.Equal(["y-*"], s.Patterns));
    }

    [Fact]
    public void The_tail_begins_a_grace_before_what_some_pattern_lacks()
    {
        var ledger = Watched(since: Second.AddHours(-1), "x-*", "y-*");
        ledger.Watch("a", "x-*", Second).Searched.Add(new(Second.AddHours(-1), Second.AddMinutes(-2)));
        ledger.Watch("a", "y-*", Second).Searched.Add(new(Second.AddHours(-1), Second.AddMinutes(-4)));

        var live = Plan(ledger, tailOnly: true).Live;

        Assert.Equal(new(Second.AddMinutes(-9), Second.AddSeconds(1)), live.Range);
        Assert.Equal(new(Second.AddMinutes(-5), Second.AddSeconds(1)), live.Stamped);
        Assert.Equal(new(Second.AddMinutes(-5), Second.AddSeconds(-30)), live.Proves);
    }

    [Fact]
    public void A_hole_in_the_window_makes_the_tail_longer_but_never_longer_than_the_window()
    {
        var ledger = Watched(since: Second.AddHours(-1), "x-*", "y-*");
        ledger.Watch("a", "x-*", Second).Searched.Add(new(Second.AddHours(-1), Second.AddMinutes(-2)));

        var live = Plan(ledger, tailOnly: true).Live;

        Assert.Equal(live.Range, live.Stamped);
    }

    [Fact]
    public void A_pattern_that_can_prove_nothing_does_not_make_the_tail_longer()
    {
        var ledger = Watched(since: Second.AddHours(-1), "x-*", "y-*");
        ledger.Watch("a", "y-*", Second).Searched.Add(new(Second.AddHours(-1), Second.AddMinutes(-4)));

        var live = Plan(ledger, x: PatternState.Unreadable, tailOnly: true).Live;

        Assert.Equal(Second.AddMinutes(-5), live.Stamped.From);
    }

    private static int Minutes(DateTimeOffset time) => (int)(time - Second).TotalMinutes;

    private static Ledger Watched(DateTimeOffset since, params string[] patterns)
    {
        var ledger = new Ledger();
        foreach (var pattern in patterns)
        {
            ledger.Watch("a", pattern, since);
        }

        return ledger;
    }

    private static SweepPlan Plan(Ledger ledger, PatternState x = PatternState.Readable, bool tailOnly = false)
    {
        var sources = new SourceMap([
            new("x-*", x, new HashSet<string> { "x-1" }),
            new("y-*", PatternState.Readable, new HashSet<string> { "y-1" }),
        ]);
        return SweepPlan.Create(Group, ledger, [], sources, Now, new(Group.Interval), tailOnly, Settings);
    }
}
