using CsCheck;
using Detections.Rules;
using Detections.Runs;

namespace Detections.Tests.Runs;

public sealed class RuleRunTests
{
    private static readonly Rule Rule = TestRules.Create();

    [Theory]
    [InlineData(0, 100)]
    [InlineData(30, 70)]
    [InlineData(50, 50)]
    [InlineData(5000, 50)]
    public void Fresh_matches_get_what_the_queue_leaves_but_at_least_half(int waiting, int budget) =>
        Assert.Equal(budget, Run(waiting).FreshBudget);

    [Fact]
    public void A_cap_of_one_is_not_starved_by_the_queue() =>
        Assert.Equal(1, new RuleRun(Rule with { MaxSignals = 1 }, 0, Report(), 10, 100, Unlimited).FreshBudget);

    [Fact]
    public void The_queue_gets_what_fresh_matches_did_not_spend()
    {
        var run = Run(500);
        run.Report.Created = 3;

        Assert.Equal(97, run.QueueBudget);
    }

    [Fact]
    public void Kept_matches_come_back_oldest_event_first() =>
        Gen.Int[0, 20]
            .List[0, 50]
            .Sample(times =>
            {
                var run = Run(0);
                foreach (var (time, i) in times.Select((t, i) => (t, i)))
                {
                    run.Keep(Match(time, i));
                }

                var taken = run.TakeFresh();
                Assert.Equal(times.Count, taken.Count);
                Assert.Equal(times.Order(), taken.Select(m => (int)m.EventTime.ToUnixTimeSeconds()));
                Assert.False(run.Unsettled);
            });

    [Fact]
    public void What_neither_cap_nor_queue_can_take_is_let_go_newest_first_and_leaves_the_time_unsettled()
    {
        var run = new RuleRun(Rule with { MaxSignals = 3 }, 0, Report(), queueLength: 0, queueLimit: 2, Unlimited);
        for (var i = 100; i > 0; i--)
        {
            run.Keep(Match(i, i));
        }

        Assert.True(run.Unsettled);
        Assert.Equal([1, 2, 3, 4, 5], run.TakeFresh().Take(5).Select(m => (int)m.EventTime.ToUnixTimeSeconds()));
    }

    [Fact]
    public void Of_a_hundred_thousand_matches_of_one_instant_no_more_wait_than_twice_what_cap_and_queue_take()
    {
        var run = Run(0);
        for (var i = 0; i < 100_000; i++)
        {
            run.Keep(Match(1, i));
        }

        Assert.True(run.Unsettled);
        Assert.InRange(run.TakeFresh().Count, 10_100, 2 * 10_100);
    }

    [Fact]
    public void Together_the_rules_keep_no_more_than_the_budget_each_its_oldest_and_tell_what_they_let_go()
    {
        var letGo = 0L;
        Gen.Select(Gen.Select(Gen.Int[0, 3], Gen.Int[0, 40]).List[0, 200], Gen.Int[0, 40_000])
            .Sample(
                (found, limit) =>
                {
                    var budget = new SharedBudget<RuleRun>(limit);
                    RuleRun[] runs =
                    [
                        .. Enumerable.Range(0, 4).Select(i => new RuleRun(Rule, i, Report(), 0, 10_000, budget)),
                    ];
                    var all = found.Select((f, i) => (f.Item1, Match: Match(f.Item2, i))).ToList();
                    foreach (var (rule, match) in all)
                    {
                        runs[rule].Keep(match);
                        Assert.Null(budget.Debtor);
                    }

                    Interlocked.Add(ref letGo, runs.Sum(r => r.LetGo));
                    var kept = runs.Select(r => r.TakeFresh().ToList()).ToList();
                    Assert.InRange(kept.Sum(k => k.Sum(m => m.Size)), 0, limit);
                    for (var rule = 0; rule < 4; rule++)
                    {
                        var oldestFirst = all.Where(a => a.Item1 == rule)
                            .Select(a => a.Match)
                            .OrderBy(m => m.EventTime)
                            .ThenBy(m => m.AlertId, StringComparer.Ordinal)
                            .ToList();
                        Assert.Equal(oldestFirst.Take(kept[rule].Count), kept[rule]);
                        Assert.Equal(oldestFirst.Count - kept[rule].Count, runs[rule].LetGo);
                        Assert.Equal(runs[rule].LetGo > 0, runs[rule].Unsettled);
                    }
                },
                iter: 500
            );
        Assert.NotEqual(0, letGo);
    }

    [Fact]
    public void One_rule_with_too_many_matches_leaves_the_others_theirs()
    {
        var budget = new SharedBudget<RuleRun>(50_000);
        var noisy = new RuleRun(Rule, 0, Report(), 0, 10_000, budget);
        var quiet = new RuleRun(Rule, 1, Report(), 0, 10_000, budget);
        for (var i = 0; i < 10; i++)
        {
            quiet.Keep(Match(i, i));
        }

        for (var i = 0; i < 1000; i++)
        {
            noisy.Keep(Match(i, i));
        }

        Assert.Equal((0, false, 10), (quiet.LetGo, quiet.Unsettled, quiet.TakeFresh().Count));
        Assert.True(noisy.Unsettled);
        // What was taken makes room again.
        var rest = noisy.TakeFresh().Count;
        noisy.Keep(Match(5000, 5000));
        Assert.Equal(1000 - rest, noisy.LetGo);
        Assert.Single(noisy.TakeFresh());
    }

    private static RuleRun Run(int waiting) => new(Rule, 0, Report(), waiting, 10_000, Unlimited);

    private static SharedBudget<RuleRun> Unlimited => new(long.MaxValue);

    private static RuleReport Report() => new(Rule.RuleId, Rule.Name, Rule.Severity);

    private static Match Match(int second, int id) =>
        new(Rule, $"alert-{id:000}", "alerts", [new("index", $"{id}")], DateTimeOffset.FromUnixTimeSeconds(second));
}
