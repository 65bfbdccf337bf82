using System.Text.Json.Nodes;
using Detections.Alerts;
using Detections.Tests.Cluster;

namespace Detections.Tests.Scenarios;

/// <summary>A sequence is alerted once, however many runs its events fall into and whatever happens between them.</summary>
public sealed class SequencesAcrossRunsTests
{
    private const string Pair =
        "sequence by host.name with maxspan=50m [process where process.name == \"a.exe\"] [process where process.name == \"b.exe\"]";

    private const string Common =
        "sequence by host.name with maxspan=50m [process where process.name == \"a.exe\"] [process where process.name != \"a.exe\"]";

    private const string Missing =
        "sequence by host.name with maxspan=20m [process where process.name == \"a.exe\"] ![process where process.name == \"b.exe\"]";

    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    public async Task A_sequence_whose_events_fall_into_different_runs_is_alerted_once(int runs)
    {
        await using var time = await SequenceTimeline.StartAsync(Pair);
        await time.IndexAsync("a.exe", Noon.AddMinutes(-1));
        for (var run = 0; run < runs; run++)
        {
            await time.RunAsync(Noon.AddMinutes(5 * run));
        }

        await time.IndexAsync("b.exe", Noon.AddMinutes(5 * (runs - 1) - 3));
        await time.RunAsync(Noon.AddMinutes(5 * runs));
        await time.RunAsync(Noon.AddMinutes(5 * (runs + 1)));

        await time.AssertOneSequenceAsync();
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    public async Task A_restart_between_its_events_does_not_lose_it(int runs)
    {
        await using var time = await SequenceTimeline.StartAsync(Pair);
        await time.IndexAsync("a.exe", Noon.AddMinutes(-1));
        for (var run = 0; run < runs; run++)
        {
            await time.RunAsync(Noon.AddMinutes(5 * run));
            time.Restart();
        }

        await time.IndexAsync("b.exe", Noon.AddMinutes(5 * (runs - 1) - 3));
        await time.RunAsync(Noon.AddMinutes(5 * runs));
        time.Restart();
        await time.RunAsync(Noon.AddMinutes(5 * (runs + 1)));

        await time.AssertOneSequenceAsync();
    }

    [Fact]
    public async Task A_sequence_that_ends_while_nobody_watches_is_found_when_the_hole_is_closed()
    {
        await using var time = await SequenceTimeline.StartAsync(Pair);
        await time.RunAsync(Noon);
        await time.IndexAsync("a.exe", Noon.AddMinutes(20));
        await time.IndexAsync("b.exe", Noon.AddMinutes(60));
        time.Restart();
        await time.RunAsync(Noon.AddHours(3));
        await time.RunAsync(Noon.AddHours(3).AddMinutes(5));

        await time.AssertOneSequenceAsync();
    }

    [Fact]
    public async Task A_run_that_failed_to_read_leaves_a_hole_in_which_the_sequence_is_found()
    {
        await using var time = await SequenceTimeline.StartAsync(Pair);
        await time.RunAsync(Noon);
        await time.IndexAsync("a.exe", Noon.AddMinutes(4));
        time.Cluster.Proxy.Answer = async (request, context) =>
        {
            var isRead = request.Path.Contains("_pit", StringComparison.Ordinal);
            if (isRead)
            {
                await ClusterProxy.Refuse(context, 400);
            }

            return isRead;
        };
        await time.RunAsync(Noon.AddMinutes(5));
        await time.RunAsync(Noon.AddMinutes(10));
        await time.RunAsync(Noon.AddMinutes(15));
        time.Cluster.Proxy.LetThrough();
        await time.IndexAsync("b.exe", Noon.AddMinutes(16));
        await time.RunAsync(Noon.AddMinutes(20));

        await time.AssertOneSequenceAsync();
    }

    [Fact]
    public async Task The_first_event_may_arrive_after_the_second_within_the_grace()
    {
        await using var time = await SequenceTimeline.StartAsync(Pair);
        await time.IndexAsync("b.exe", Noon.AddSeconds(-20));
        await time.RunAsync(Noon);
        await time.IndexAsync("a.exe", Noon.AddSeconds(-50), arrival: Noon.AddSeconds(2));
        await time.RunAsync(Noon.AddMinutes(5));

        await time.AssertOneSequenceAsync();
    }

    /// <summary>The first event is the rare one, by which the sequence is known; the pages hold the second before it.</summary>
    [Theory]
    [InlineData("auto")]
    [InlineData("verify")]
    [InlineData("off")]
    public async Task A_common_event_that_is_read_before_the_rare_one_is_read_again(string preFilter)
    {
        await using var time = await SequenceTimeline.StartAsync(Common, ("Sweep:PreFilter", preFilter));
        await time.IndexAsync("b.exe", Noon.AddMinutes(-3));
        await time.IndexAsync("a.exe", Noon.AddMinutes(-4));
        await time.IndexAsync("b.exe", Noon.AddMinutes(-3), host: "H2");
        var run = await time.RunAsync(Noon);

        Assert.Empty(run.Failures);
        await time.AssertOneSequenceAsync();
    }

    [Fact]
    public async Task A_rare_event_that_comes_runs_after_the_common_one_is_still_continued()
    {
        await using var time = await SequenceTimeline.StartAsync(Common);
        await time.IndexAsync("b.exe", Noon.AddMinutes(-3));
        await time.RunAsync(Noon);
        await time.RunAsync(Noon.AddMinutes(5));
        await time.RunAsync(Noon.AddMinutes(10));
        await time.IndexAsync("a.exe", Noon.AddMinutes(-4), arrival: Noon.AddMinutes(12));
        await time.RunAsync(Noon.AddMinutes(15));

        await time.AssertOneSequenceAsync();
    }

    [Fact]
    public async Task A_common_event_that_must_be_missing_prevents_the_alert_though_it_is_read_before_the_rare_one()
    {
        await using var time = await SequenceTimeline.StartAsync(
            "sequence by host.name with maxspan=20m ![process where true] [process where process.name == \"a.exe\"]"
        );
        await time.IndexAsync("b.exe", Noon.AddMinutes(-6));
        await time.IndexAsync("a.exe", Noon.AddMinutes(-4));
        await time.RunAsync(Noon);
        await time.RunAsync(Noon.AddMinutes(25));

        Assert.Empty(await time.AlertsAsync());
    }

    [Fact]
    public async Task Common_events_are_sent_only_of_the_host_that_has_the_rare_one()
    {
        await using var time = await SequenceTimeline.StartAsync(Common);
        for (var host = 0; host < 20; host++)
        {
            await time.IndexAsync("b.exe", Noon.AddMinutes(-3), host: $"other-{host}");
        }

        Assert.Equal(0, (await time.RunAsync(Noon)).Events);
        await time.IndexAsync("b.exe", Noon.AddMinutes(1));
        await time.IndexAsync("a.exe", Noon.AddSeconds(30));
        var run = await time.RunAsync(Noon.AddMinutes(5));

        Assert.InRange(run.Events, 2, 4);
        await time.AssertOneSequenceAsync();
    }

    [Fact]
    public async Task Where_what_continues_a_sequence_cannot_be_read_it_is_found_in_the_next_run()
    {
        await using var time = await SequenceTimeline.StartAsync(Common);
        await time.RunAsync(Noon);
        await time.IndexAsync("b.exe", Noon.AddMinutes(3));
        await time.IndexAsync("a.exe", Noon.AddMinutes(2));
        var opened = 0;
        time.Cluster.Proxy.Answer = async (request, context) =>
        {
            var isContinuation =
                request.Path.EndsWith("_pit", StringComparison.Ordinal) is false
                && request.Path.Contains("_pit", StringComparison.Ordinal)
                && request.Method == "POST"
                && ++opened > 1;
            if (isContinuation)
            {
                await ClusterProxy.Refuse(context, 400);
            }

            return isContinuation;
        };
        var failed = await time.RunAsync(Noon.AddMinutes(5));
        Assert.NotEmpty(failed.Failures);
        Assert.Empty(await time.AlertsAsync());
        time.Cluster.Proxy.LetThrough();
        await time.RunAsync(Noon.AddMinutes(10));

        await time.AssertOneSequenceAsync();
    }

    [Fact]
    public async Task The_second_event_may_arrive_late_within_the_grace()
    {
        await using var time = await SequenceTimeline.StartAsync(Pair);
        await time.IndexAsync("a.exe", Noon.AddSeconds(-50));
        await time.RunAsync(Noon);
        await time.IndexAsync("b.exe", Noon.AddSeconds(-30), arrival: Noon.AddSeconds(10));
        await time.RunAsync(Noon.AddMinutes(5));

        await time.AssertOneSequenceAsync();
    }

    [Fact]
    public async Task An_event_that_must_be_missing_is_waited_for_and_then_the_sequence_is_alerted()
    {
        await using var time = await SequenceTimeline.StartAsync(Missing);
        await time.IndexAsync("a.exe", Noon.AddMinutes(-1));
        for (var minute = 0; minute <= 20; minute += 5)
        {
            await time.RunAsync(Noon.AddMinutes(minute));
            Assert.Empty(await time.AlertsAsync());
        }

        await time.RunAsync(Noon.AddMinutes(25));

        Assert.Equal(2, (await time.AlertsAsync()).Count);
    }

    [Fact]
    public async Task An_event_that_must_be_missing_and_comes_keeps_the_alert_away()
    {
        await using var time = await SequenceTimeline.StartAsync(Missing);
        await time.IndexAsync("a.exe", Noon.AddMinutes(-1));
        await time.RunAsync(Noon);
        await time.IndexAsync("b.exe", Noon.AddMinutes(17));
        for (var minute = 5; minute <= 60; minute += 5)
        {
            await time.RunAsync(Noon.AddMinutes(minute));
        }

        Assert.Empty(await time.AlertsAsync());
    }

    [Fact]
    public async Task A_restart_while_an_event_must_stay_missing_neither_loses_the_alert_nor_raises_it_early()
    {
        await using var time = await SequenceTimeline.StartAsync(Missing);
        await time.IndexAsync("a.exe", Noon.AddMinutes(-1));
        for (var minute = 0; minute <= 20; minute += 5)
        {
            await time.RunAsync(Noon.AddMinutes(minute));
            Assert.Empty(await time.AlertsAsync());
            time.Restart();
        }

        await time.RunAsync(Noon.AddMinutes(25));
        await time.RunAsync(Noon.AddMinutes(30));

        Assert.Equal(2, (await time.AlertsAsync()).Count);
    }

    [Fact]
    public async Task The_building_blocks_are_written_before_the_shell_and_all_have_the_ids_that_Kibana_gives()
    {
        await using var time = await SequenceTimeline.StartAsync(Pair);
        await time.IndexAsync("a.exe", Noon.AddMinutes(-4));
        await time.IndexAsync("b.exe", Noon.AddMinutes(-3));
        await time.RunAsync(Noon);

        var alerts = await time.AlertsAsync();
        var shell = alerts.Single(a => !Has(a, "kibana.alert.group.index"));
        var blocks = alerts
            .Where(a => Has(a, "kibana.alert.group.index"))
            .OrderBy(a => a["_source"]!["kibana.alert.group.index"]!.GetValue<int>())
            .ToList();
        var events = blocks
            .Select(b => b["_source"]!["kibana.alert.ancestors"]![0]!)
            .Select(a => (a["index"]!.GetValue<string>(), a["id"]!.GetValue<string>()))
            .ToList();
        Assert.Equal(AlertId.ForBuildingBlocks(events, SequenceTimeline.RuleId), blocks.Select(Id));
        Assert.Equal(AlertId.ForShell(events, SequenceTimeline.RuleId), Id(shell));
        Assert.All(alerts, a => Assert.Equal(Id(shell), a["_source"]!["kibana.alert.group.id"]!.GetValue<string>()));
        Assert.Equal(2, shell["_source"]!["kibana.alert.depth"]!.GetValue<int>());
        Assert.Equal(4, shell["_source"]!["kibana.alert.ancestors"]!.AsArray().Count);
        Assert.Equal("2026-06-01T11:56:00.000Z", shell["_source"]!["kibana.alert.original_time"]!.GetValue<string>());
        Assert.Equal("H1", shell["_source"]!["host"]!["name"]!.GetValue<string>());
        Assert.Null(shell["_source"]!["process"]);
        var bulks = time
            .Cluster.Proxy.Requests.Where(r =>
                r.Body is not null && r.Body.Contains("kibana.alert.group.id", StringComparison.Ordinal)
            )
            .Select(r => r.Body!.Contains("kibana.alert.group.index", StringComparison.Ordinal));
        Assert.Equal([true, false], bulks);
    }

    [Fact]
    public async Task The_cap_counts_sequences_and_what_is_over_it_waits_in_the_queue()
    {
        await using var time = await SequenceTimeline.StartAsync(
            Pair,
            ($"Rules:Items:{SequenceTimeline.RuleId}:max_signals", "2")
        );
        for (var host = 0; host < 5; host++)
        {
            await time.IndexAsync("a.exe", Noon.AddMinutes(-4), host: $"H{host}");
            await time.IndexAsync("b.exe", Noon.AddMinutes(-3), host: $"H{host}");
        }

        var first = await time.RunAsync(Noon);
        Assert.Equal((2, 3), (first.Created, first.Queued));
        await time.RunAsync(Noon.AddMinutes(5));
        await time.RunAsync(Noon.AddMinutes(10));

        Assert.Equal(15, (await time.AlertsAsync()).Count);
    }

    [Fact]
    public async Task A_sample_is_alerted_once()
    {
        await using var time = await SequenceTimeline.StartAsync(
            "sample by host.name [process where process.name == \"a.exe\"] [process where process.name == \"b.exe\"]"
        );
        await time.IndexAsync("b.exe", Noon.AddMinutes(-4));
        await time.RunAsync(Noon);
        await time.IndexAsync("a.exe", Noon.AddMinutes(1));
        await time.RunAsync(Noon.AddMinutes(5));
        await time.RunAsync(Noon.AddMinutes(10));

        await time.AssertOneSequenceAsync();
    }

    private static bool Has(JsonObject alert, string field) => SequenceTimeline.Has(alert, field);

    private static string Id(JsonObject alert) => alert["_id"]!.GetValue<string>();
}
