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
        Assert.Equal(1, new RuleRun(Rule with { MaxSignals = 1 }, 0, Report(), 10, 100).FreshBudget);

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
        var run = new RuleRun(Rule with { MaxSignals = 3 }, 0, Report(), queueLength: 0, queueLimit: 2);
        for (var i = 100; i > 0; i--)
        {
            run.Keep(Match(i, i));
        }

        Assert.True(run.Unsettled);
        Assert.Equal([1, 2, 3, 4, 5], run.TakeFresh().Take(5).Select(m => (int)m.EventTime.ToUnixTimeSeconds()));
    }

    private static RuleRun Run(int waiting) => new(Rule, 0, Report(), waiting, 10_000);

    private static RuleReport Report() => new(Rule.RuleId, Rule.Name, Rule.Severity);

    private static Match Match(int second, int id) =>
        new(Rule, $"alert-{id:000}", "alerts", [new("index", $"{id}")], DateTimeOffset.FromUnixTimeSeconds(second));
}
