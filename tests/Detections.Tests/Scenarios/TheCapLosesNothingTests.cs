using Detections.Runs;
using Detections.Tests.Cluster;
using Microsoft.Extensions.Time.Testing;

namespace Detections.Tests.Scenarios;

public sealed class TheCapLosesNothingTests
{
    [Fact]
    public async Task Two_hundred_and_fifty_matches_become_alerts_in_three_runs()
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = TestCluster.Now;
        await cluster.IndexAsync(
            Enumerable.Range(0, 250).Select(i => TestCluster.Attack(now.AddMilliseconds(-i * 500)))
        );
        using var product = cluster.CreateProduct();

        var runs = new List<(int Created, int Queued, long? Waiting)>();
        for (var run = 0; run < 4; run++)
        {
            var report = await TestCluster.RunAsync(product);
            runs.Add((report.Created, report.Queued, report.QueueLength));
        }

        Assert.Equal([(100, 150, 150), (100, 0, 50), (50, 0, 0), (0, 0, 0)], runs);
        Assert.Equal(250, (await cluster.AlertsAsync()).Count);
        var notice = Assert.Single(await cluster.NoticesAsync());
        Assert.Contains("100 were created, 150 wait", notice["_source"]!["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_oldest_events_are_alerted_first()
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = TestCluster.Now;
        await cluster.IndexAsync(Enumerable.Range(0, 150).Select(i => TestCluster.Attack(now.AddSeconds(-i))));
        using var product = cluster.CreateProduct();

        await TestCluster.RunAsync(product);

        var times = (await cluster.AlertsAsync()).Select(a =>
            DateTimeOffset.Parse(a["_source"]!["kibana.alert.original_time"]!.GetValue<string>(), null)
        );
        Assert.Equal(
            Enumerable.Range(50, 100).Select(i => TestCluster.Text(now.AddSeconds(-i))),
            times.OrderDescending().Select(TestCluster.Text)
        );
    }

    [Fact]
    public async Task An_event_that_matches_in_between_is_not_starved()
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = TestCluster.Now;
        await cluster.IndexAsync(
            Enumerable.Range(0, 250).Select(i => TestCluster.Attack(now.AddMilliseconds(-i * 500)))
        );
        using var product = cluster.CreateProduct();
        await TestCluster.RunAsync(product);

        var fresh = TestCluster.Attack(TestCluster.Now);
        fresh["host"]!["name"] = "IN-BETWEEN";
        await cluster.IndexAsync([fresh]);
        var second = await TestCluster.RunAsync(product);

        Assert.Equal((100, 51L), (second.Created, second.QueueLength));
        Assert.Single(
            await cluster.AlertsAsync(),
            a => a["_source"]!["host"]!["name"]!.GetValue<string>() == "IN-BETWEEN"
        );
    }

    [Fact]
    public async Task What_the_queue_has_no_room_for_stays_a_hole_and_is_read_again()
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = TestCluster.Now;
        await cluster.IndexAsync(Enumerable.Range(0, 30).Select(i => TestCluster.Attack(now.AddSeconds(-i - 60))));
        using var product = cluster.CreateProduct(
            overrides: [($"Rules:Items:{TestCluster.RuleId}:max_signals", "5"), ("Queue:Limit", "10")]
        );

        var first = await TestCluster.RunAsync(product);
        var created = first.Created;
        for (var run = 0; run < 9; run++)
        {
            var report = await TestCluster.RunAsync(product);
            Assert.InRange(report.Created, 0, 5);
            created += report.Created;
        }

        Assert.Equal(10, first.QueueLength);
        Assert.True(first.Uncovered > TimeSpan.FromMinutes(5));
        Assert.Equal(30, created);
        Assert.Equal(30, (await cluster.AlertsAsync()).Count);
    }

    [Fact]
    public async Task Alerts_whose_answer_was_lost_on_the_way_count_against_the_cap()
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = TestCluster.Now;
        await cluster.IndexAsync(
            Enumerable.Range(0, 250).Select(i => TestCluster.Attack(now.AddMilliseconds(-i * 500)))
        );
        using var product = cluster.CreateProduct();
        var lost = 0;
        cluster.Proxy.LosesAnswer = r => r.Path == "/_bulk" && Interlocked.Increment(ref lost) == 1;

        var report = await TestCluster.RunAsync(product);

        Assert.Equal((100, 150), (report.Created, report.Queued));
        Assert.Equal(100, (await cluster.AlertsAsync()).Count);
    }

    [Fact]
    public async Task A_queue_that_cannot_be_worked_off_does_not_hold_up_those_behind_it()
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = TestCluster.Now;
        await cluster.IndexAsync(Enumerable.Range(0, 8).Select(i => TestCluster.Attack(now.AddSeconds(-i))));
        var everything = TestCluster.Rule("everything", "any where true", TestCluster.Stream);
        using var product = cluster.CreateProduct(
            overrides:
            [
                .. everything,
                ("Rules:Items:everything:max_signals", "3"),
                ($"Rules:Items:{TestCluster.RuleId}:max_signals", "3"),
            ]
        );
        await TestCluster.RunAsync(product);
        var refused = 0;
        cluster.Proxy.Answer = async (request, context) =>
        {
            var isFetch =
                request.Body?.Contains("\"ids\"", StringComparison.Ordinal) == true
                && Interlocked.Increment(ref refused) == 1;
            if (isFetch)
            {
                await ClusterProxy.Refuse(context, 400, """{"error":{"type":"x","reason":"broken"},"status":400}""");
            }

            return isFetch;
        };

        var report = await TestCluster.RunAsync(product);

        Assert.Equal(RunStatus.Failed, report.Status);
        Assert.Equal([(0, 5L), (3, 2L)], report.Rules.Select(r => (r.Created, r.QueueLength)).Order());
    }

    [Fact]
    public async Task A_queued_match_is_judged_by_the_rule_as_it_is_when_its_turn_comes()
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = TestCluster.Now;
        await cluster.IndexAsync(Enumerable.Range(0, 20).Select(i => TestCluster.Attack(now.AddSeconds(-i))));
        var cap = ($"Rules:Items:{TestCluster.RuleId}:max_signals", "5");
        using (var product = cluster.CreateProduct(overrides: cap))
        {
            await TestCluster.RunAsync(product);
        }

        using var changed = cluster.CreateProduct(
            overrides: [cap, ($"Rules:Items:{TestCluster.RuleId}:query", "process where process.name == \"other.exe\"")]
        );
        for (var run = 0; run < 3; run++)
        {
            await TestCluster.RunAsync(changed);
        }

        var last = await TestCluster.RunAsync(changed);
        Assert.Equal(0, last.QueueLength);
        Assert.Equal(5, (await cluster.AlertsAsync()).Count);
    }

    [Fact]
    public async Task What_a_rule_that_nobody_runs_any_more_left_in_the_queue_is_gone_after_the_retention_and_a_day_of_runs()
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = TestCluster.Now;
        cluster.Proxy.Date = () => now;
        await cluster.IndexAsync(Enumerable.Range(0, 20).Select(i => TestCluster.Attack(now.AddSeconds(-i))));
        var rule = TestCluster.Rule("other", "process where true", "logs-endpoint.events.*");
        (string, string)[] settings =
        [
            ($"Rules:Items:{TestCluster.RuleId}:max_signals", "5"),
            ("Runs:Retention", "2d"),
            ("Sweep:CatchUp", "1h"),
        ];
        using (
            var product = cluster.CreateProduct(
                new FakeTimeProvider(now),
                [.. settings, .. rule, ("Rules:Items:other:max_signals", "5")]
            )
        )
        {
            await TestCluster.RunAsync(product);
        }

        using var next = cluster.CreateProduct(new FakeTimeProvider(now), settings);
        var lengths = new List<int>();
        foreach (var days in (double[])[3, 3.5, 4.1])
        {
            now = now.AddDays(days - (now - TestCluster.Now).TotalDays);
            await TestCluster.RunAsync(next);
            lengths.Add((await cluster.SearchAsync("detections-state-default", QueueOf("other"))).Count);
        }

        Assert.Equal([15, 15, 0], lengths);
        Assert.Empty(await cluster.SearchAsync("detections-state-default", QueueOf(TestCluster.RuleId)));
    }

    private static string QueueOf(string ruleId) =>
        $$$"""{"bool":{"filter":[{"term":{"kind":"queued"}},{"term":{"rule_id":"{{{ruleId}}}"}}]}}""";
}
