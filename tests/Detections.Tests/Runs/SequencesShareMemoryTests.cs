using CsCheck;

namespace Detections.Tests.Runs;

public sealed class SequencesShareMemoryTests
{
    [Fact]
    public void Of_a_million_pending_keys_as_many_are_kept_as_the_budget_allows_and_the_rest_is_counted()
    {
        const int keys = 1_000_000;
        const long budget = 16 * 1024 * 1024;
        var rules = new TrackedRules(2, budget);
        rules.StartTool(1, "quiet", "first", 0);
        for (var i = 0; i < keys; i++)
        {
            rules.StartTool(0, $"user-{i:0000000}", $"{i:0000000}", i / 1000.0);
        }

        rules.Connect("quiet", "last", 1001);
        rules.Connect($"user-{keys - 1:0000000}", "end", 1001);
        var kept = keys + 1 - rules.Trackers[0].TakeLimits().Dropped;
        var size = rules.SizeOf("user-0000000", "0000000");

        Assert.InRange(kept * size, budget / 10 * 8, budget);
        Assert.Equal((0, 0), rules.Trackers[0].TakeLimits());
        Assert.Equal((0, 0), rules.Trackers[1].TakeLimits());
        Assert.Equal(["0999999 end"], rules.Settle(0, 2000));
        Assert.Equal(["first last"], rules.Settle(1, 2000));
    }

    [Fact]
    public void Of_fifty_rules_the_noisy_one_pays_and_the_quiet_ones_find_their_sequences()
    {
        var rules = new TrackedRules(50, budget: 500_000);
        for (var rule = 0; rule < 50; rule++)
        {
            rules.StartTool(rule, $"user-of-{rule}", $"first-{rule}", rule);
        }

        for (var i = 0; i < 20_000; i++)
        {
            rules.StartTool(7, $"user-{i}", $"noise-{i}", 100 + i / 100.0);
        }

        for (var rule = 0; rule < 50; rule++)
        {
            rules.Connect($"user-of-{rule}", $"last-{rule}", 400);
        }

        for (var rule = 0; rule < 50; rule++)
        {
            var dropped = rules.Trackers[rule].TakeLimits().Dropped;
            if (rule == 7)
            {
                Assert.InRange(dropped, 18_000, 20_001);
                Assert.Empty(rules.Settle(rule, 1000));
            }
            else
            {
                Assert.Equal(0, dropped);
                Assert.Equal([$"first-{rule} last-{rule}"], rules.Settle(rule, 1000));
            }
        }
    }

    [Fact]
    public void What_is_settled_or_begun_anew_makes_room_for_others()
    {
        var rules = new TrackedRules(2, budget: 500_000);
        for (var round = 0; round < 10; round++)
        {
            for (var i = 0; i < 600; i++)
            {
                rules.StartTool(round % 2, $"user-{i}", $"{round}-{i}", round * 20_000 + i);
            }

            if (round < 5)
            {
                rules.Trackers[round % 2].Reset();
            }
            else
            {
                // The time of all that was kept is over.
                Assert.Empty(rules.Settle(round % 2, (round + 1) * 20_000));
            }
        }

        Assert.All(rules.Trackers, t => Assert.Equal((0, 0), t.TakeLimits()));
    }

    [Fact]
    public async Task Rules_that_run_at_the_same_time_may_let_each_others_events_go()
    {
        var rules = new TrackedRules(2, budget: 200_000);
        await Task.WhenAll(
            Enumerable.Range(0, 2).Select(rule => Task.Run(() => Fill(rule == 0 ? rules : rules.OfOtherReader(), rule)))
        );

        Assert.All(rules.Trackers, t => Assert.InRange(t.TakeLimits().Dropped, 1, 20_000));

        static void Fill(TrackedRules rules, int rule)
        {
            for (var i = 0; i < 20_000; i++)
            {
                rules.StartTool(rule, $"user-{i}", $"{i}", i / 100.0);
                if (i % 1000 == 0)
                {
                    Assert.Empty(rules.Settle(rule, i / 100.0));
                }
            }
        }
    }

    /// <summary>Against a list for each rule.</summary>
    [Fact]
    public void Whoever_keeps_most_lets_its_oldest_go_until_all_fit()
    {
        var dropped = 0L;
        Gen.Select(Gen.Select(Gen.Int[0, 3], Gen.Int[0, 60], Gen.Int[0, 80]).List[0, 120], Gen.Int[0, 12_000])
            .Sample(
                (added, budget) =>
                {
                    var rules = new TrackedRules(4, budget);
                    var model = new Restatement(budget);
                    foreach (var ((rule, second, length), i) in added.Select((a, i) => (a, i)))
                    {
                        var (user, id) = ($"user-{i:000}", $"{i:000}{new string('x', length)}");
                        rules.StartTool(rule, user, id, second);
                        model.Add(rule, second, rules.SizeOf(user, id));

                        Assert.InRange(model.Sum, 0, budget);
                        Interlocked.Add(ref dropped, model.Dropped[rule]);
                        model.AssertSameDropped(rules);
                    }
                },
                iter: 200
            );
        Assert.NotEqual(0, dropped);
    }

    private sealed class Restatement(long budget)
    {
        private readonly List<(int Second, long Size)>[] _kept =
        [
            [],
            [],
            [],
            [],
        ];
        private readonly int[] _until = [-1, -1, -1, -1];
        private readonly Dictionary<int, long> _sums = [];
        private readonly long[] _dropped = new long[4];
        private readonly long[] _told = new long[4];

        public IReadOnlyList<long> Dropped => _dropped;

        public long Sum => _sums.Values.Sum();

        public void Add(int rule, int second, long size)
        {
            if (second <= _until[rule])
            {
                _dropped[rule]++;
            }
            else
            {
                _kept[rule].Add((second, size));
                _sums[rule] = _kept[rule].Sum(k => k.Size);
            }

            while (Sum > budget)
            {
                // Of equals, the one that began to keep first.
                var most = _sums.MaxBy(s => s.Value).Key;
                var kept = _kept[most];
                var until = kept.Select(k => k.Second).Order().ElementAt(Math.Max(1, kept.Count / 10) - 1);
                _until[most] = until;
                _dropped[most] += kept.RemoveAll(k => k.Second <= until);
                _sums[most] = kept.Sum(k => k.Size);
                if (kept.Count == 0)
                {
                    _sums.Remove(most);
                }
            }
        }

        public void AssertSameDropped(TrackedRules rules)
        {
            for (var rule = 0; rule < 4; rule++)
            {
                Assert.Equal(_dropped[rule], _told[rule] += rules.Trackers[rule].TakeLimits().Dropped);
            }
        }
    }
}
