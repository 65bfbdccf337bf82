using System.Text.Json.Nodes;
using Detections.Alerts;
using Detections.Runs;
using Detections.Tests.Cluster;

namespace Detections.Tests.Scenarios;

/// <summary>A sequence of which events come hours too late is found by the late sweep, once, and its alert says so.</summary>
public sealed class LateSequencesTests
{
    private const string Late = "kibana.alert.detections.late";

    private const string Three =
        "sequence by host.name with maxspan=10m [process where process.name == \"a.exe\"] [process where process.name == \"b.exe\"] [process where process.name == \"c.exe\"]";

    private const string Common =
        "sequence by host.name with maxspan=10m [process where process.name == \"a.exe\"] [process where process.name != \"a.exe\"]";

    private const string Missing =
        "sequence by host.name with maxspan=20m [process where process.name == \"a.exe\"] ![process where process.name == \"b.exe\"]";

    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>When what is late arrives.</summary>
    private static readonly DateTimeOffset Arrival = Noon.AddHours(3).AddMinutes(3);

    /// <summary>When the hour in which it arrives has left the look-back.</summary>
    private static readonly DateTimeOffset Swept = Noon.AddHours(4).AddMinutes(10);

    private static readonly string[] Steps = ["a.exe", "b.exe", "c.exe"];

    [Theory]
    [InlineData("event.ingested", 0)]
    [InlineData("event.ingested", 1)]
    [InlineData("event.ingested", 2)]
    [InlineData(null, 0)]
    [InlineData(null, 1)]
    [InlineData(null, 2)]
    public async Task Whichever_of_its_events_comes_hours_late_it_is_found_and_has_the_id_of_one_in_time(
        string? goesBy,
        int late
    )
    {
        await using var time = await StartAsync(Three, goesBy);
        await IndexInTimeAsync(time, except: late);
        await time.RunUntilAsync(Noon.AddHours(3));
        await IndexLateAsync(time, late);
        await time.RunUntilAsync(Swept.AddMinutes(-5));
        Assert.Empty(await time.AlertsAsync());
        await time.RunUntilAsync(Swept);

        var alerts = await time.AlertsAsync();
        Assert.Equal(4, alerts.Count);
        var events = alerts
            .Where(a => SequenceTimeline.Has(a, "kibana.alert.group.index"))
            .OrderBy(a => a["_source"]!["kibana.alert.group.index"]!.GetValue<int>())
            .Select(a => a["_source"]!["kibana.alert.ancestors"]![0]!)
            .Select(a => (a["index"]!.GetValue<string>(), a["id"]!.GetValue<string>()))
            .ToList();
        var shell = ShellIn(alerts);
        Assert.Equal(AlertId.ForShell(events, SequenceTimeline.RuleId), shell["_id"]!.GetValue<string>());
        Assert.Equal("late-sweep", shell["_source"]![Late]!.GetValue<string>());
    }

    [Fact]
    public async Task A_common_event_that_comes_late_is_joined_too()
    {
        await using var time = await StartAsync(Common, "event.ingested");
        await IndexInTimeAsync(time, except: 1, of: 2);
        await time.RunUntilAsync(Noon.AddHours(3));
        await IndexLateAsync(time, 1);
        await time.RunUntilAsync(Swept);

        await time.AssertOneSequenceAsync();
    }

    [Fact]
    public async Task What_happened_around_it_is_found_by_the_field_that_orders_its_events()
    {
        await using var time = await StartAsync(
            Three,
            "event.ingested",
            ($"Rules:Items:{SequenceTimeline.RuleId}:timestamp_field", "event.created")
        );
        await IndexInTimeAsync(time, except: 1);
        await time.RunUntilAsync(Noon.AddHours(3));
        await time.IndexAsync(Steps[1], Arrival, Arrival, created: TimeOf(1));
        await time.RunUntilAsync(Swept);

        Assert.Equal(4, (await time.AlertsAsync()).Count);
    }

    [Fact]
    public async Task Of_what_comes_in_time_nothing_is_read_more_than_the_hour()
    {
        await using var time = await StartAsync(Three, "event.ingested");
        await IndexInTimeAsync(time);
        await time.RunUntilAsync(Noon.AddHours(1).AddMinutes(5));
        time.Cluster.Proxy.Requests.Clear();
        await time.RunUntilAsync(Noon.AddHours(1).AddMinutes(10));

        var alerts = await time.AlertsAsync();
        Assert.Equal(4, alerts.Count);
        Assert.Null(ShellIn(alerts)["_source"]![Late]);
        // The live window and the hour.
        Assert.Equal(2, time.Cluster.Proxy.Requests.Count(r => r.Path.Contains("/_pit?", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task It_is_alerted_once_though_the_sweep_is_made_again_since_its_record_could_not_be_kept()
    {
        await using var time = await StartAsync(Three, "event.ingested");
        await IndexInTimeAsync(time, except: 0);
        await time.RunUntilAsync(Noon.AddHours(3));
        await IndexLateAsync(time, 0);
        await time.RunUntilAsync(Swept.AddMinutes(-5));
        time.Cluster.Proxy.Answer = async (request, context) =>
        {
            var isLedger = request.Method == "PUT" && request.Path.Contains("/_doc/ledger-", StringComparison.Ordinal);
            if (isLedger)
            {
                await ClusterProxy.Refuse(context, 400);
            }

            return isLedger;
        };
        Assert.Equal(RunStatus.Failed, (await time.RunAsync(Swept)).Status);
        Assert.Equal(4, (await time.AlertsAsync()).Count);
        time.Cluster.Proxy.LetThrough();
        time.Restart();
        var again = await time.RunAsync(Swept.AddMinutes(5));

        Assert.Equal((1, 0), (again.Duplicate, again.Created));
        Assert.Equal(4, (await time.AlertsAsync()).Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_what_is_around_it_cannot_be_read_it_is_found_by_the_next_run(bool isKilled)
    {
        await using var time = await StartAsync(Three, "event.ingested");
        await IndexInTimeAsync(time, except: 2);
        await time.RunUntilAsync(Noon.AddHours(3));
        await IndexLateAsync(time, 2);
        await time.RunUntilAsync(Swept.AddMinutes(-5));
        var refused = 0;
        Refuse(
            time,
            request =>
            {
                var isRefused = IsAround(request) || (isKilled && refused > 0);
                refused += isRefused ? 1 : 0;
                return isRefused;
            }
        );
        Assert.Equal(RunStatus.Failed, (await time.RunAsync(Swept)).Status);
        Assert.True(refused > 0);
        time.Cluster.Proxy.LetThrough();
        if (isKilled)
        {
            time.Restart();
        }

        Assert.Empty(await time.AlertsAsync());
        await time.RunAsync(Swept.AddMinutes(5));

        Assert.Equal("late-sweep", ShellIn(await time.AlertsAsync())["_source"]![Late]!.GetValue<string>());
    }

    [Fact]
    public async Task What_is_around_it_is_tried_less_and_less_often_and_when_it_is_given_up_that_is_told()
    {
        await using var time = await StartAsync(Three, "event.ingested");
        await IndexInTimeAsync(time, except: 2);
        await time.RunUntilAsync(Noon.AddHours(3));
        await IndexLateAsync(time, 2);
        await time.RunUntilAsync(Swept.AddMinutes(-5));
        var refused = 0;
        Refuse(
            time,
            request =>
            {
                refused += IsAround(request) ? 1 : 0;
                return IsAround(request);
            }
        );
        var (attempts, warnings) = (0, new List<string>());
        for (var run = 0; run < 72; run++)
        {
            refused = 0;
            var report = await time.RunAsync(Swept.AddMinutes(5 * run));
            attempts += refused > 0 ? 1 : 0;
            warnings.AddRange(report.Warnings);
        }

        Assert.Equal(8, attempts);
        Assert.Equal(
            "What arrived late from 2026-06-01 15:00:00Z to 2026-06-01 16:00:00Z was not joined to sequences of rule \"pair\": 8 attempts to read around it failed. `detections backtest` finds what that hid",
            Assert.Single(warnings, w => w.Contains("attempts", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task What_came_minutes_late_while_nothing_ran_is_joined_with_what_came_before()
    {
        await using var time = await StartAsync(Common, "event.ingested");
        await time.RunUntilAsync(Noon.AddMinutes(5));
        await time.IndexAsync("a.exe", Noon.AddMinutes(7));
        await time.RunUntilAsync(Noon.AddMinutes(20));
        time.Restart();
        await time.IndexAsync("b.exe", Noon.AddMinutes(16.5), Noon.AddMinutes(20.5));
        for (var minutes = 80; minutes <= 100; minutes += 5)
        {
            await time.RunAsync(Noon.AddMinutes(minutes));
        }

        await time.AssertOneSequenceAsync();
    }

    [Fact]
    public async Task What_claims_to_have_happened_in_a_time_to_come_holds_nothing_up()
    {
        await using var time = await StartAsync(
            Three,
            goesBy: null,
            ($"Rules:Items:{SequenceTimeline.RuleId}:timestamp_field", "event.created")
        );
        await time.RunUntilAsync(Noon.AddHours(3));
        await time.IndexAsync(
            "a.exe",
            Arrival.AddMinutes(-10),
            Arrival,
            created: new(9999, 12, 31, 23, 59, 59, TimeSpan.Zero)
        );
        await IndexLateAsync(time, 0, 1, 2);
        var report = await time.RunUntilAsync(Swept);

        Assert.Empty(report.Failures);
        Assert.Equal(4, (await time.AlertsAsync()).Count);
    }

    [Theory]
    [InlineData(9, 4)]
    [InlineData(11, 0)]
    public async Task Its_maxspan_holds_for_what_comes_late(int minutes, int alerts)
    {
        await using var time = await StartAsync(Three, "event.ingested");
        await time.IndexAsync("a.exe", Noon.AddMinutes(-4));
        await time.IndexAsync("c.exe", Noon.AddMinutes(-4 + minutes));
        await time.RunUntilAsync(Noon.AddHours(3));
        await time.IndexAsync("b.exe", Noon.AddMinutes(-2), Arrival);
        await time.RunUntilAsync(Swept);

        Assert.Equal(alerts, (await time.AlertsAsync()).Count);
    }

    [Fact]
    public async Task What_came_before_the_rule_was_there_is_not_its_to_find()
    {
        await using var time = await SequenceTimeline.StartAsync(
            TestCluster.Rule("old", "process where process.name == \"never.exe\"", TestCluster.Stream)
        );
        await IndexInTimeAsync(time, except: 0);
        await time.RunUntilAsync(Noon.AddHours(3));
        await IndexLateAsync(time, 0);
        await time.RunUntilAsync(Noon.AddHours(3).AddMinutes(30));
        time.Restart([
            .. TestCluster.Rule(SequenceTimeline.RuleId, Three, TestCluster.Stream),
            ($"Rules:Items:{SequenceTimeline.RuleId}:timestamp_override", "event.ingested"),
        ]);
        var report = await time.RunUntilAsync(Swept);

        Assert.Equal(2, report.Rules.Count(r => r.RuleId is "old" or SequenceTimeline.RuleId));
        Assert.Empty(await time.AlertsAsync());
    }

    [Fact]
    public async Task An_event_that_must_be_missing_and_comes_late_does_not_take_the_alert_back()
    {
        await using var time = await StartAsync(Missing, "event.ingested");
        await time.IndexAsync("a.exe", Noon.AddMinutes(-1));
        await time.RunUntilAsync(Noon.AddHours(3));
        Assert.Equal(2, (await time.AlertsAsync()).Count);
        await time.IndexAsync("b.exe", Noon.AddMinutes(10), Arrival);
        await time.RunUntilAsync(Swept);

        Assert.Equal(2, (await time.AlertsAsync()).Count);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 2)]
    public async Task What_comes_late_is_refuted_by_an_event_that_came_in_time(bool isRefuted, int alerts)
    {
        await using var time = await StartAsync(Missing, "event.ingested");
        await time.IndexAsync(isRefuted ? "b.exe" : "c.exe", Noon.AddMinutes(-1));
        await time.RunUntilAsync(Noon.AddHours(3));
        await time.IndexAsync("a.exe", Noon.AddMinutes(-4), Arrival);
        await time.RunUntilAsync(Swept);

        Assert.Equal(alerts, (await time.AlertsAsync()).Count);
    }

    [Fact]
    public async Task What_comes_late_is_continued_by_what_comes_in_time_after_the_sweep()
    {
        await using var time = await StartAsync(
            "sequence by host.name with maxspan=8h [process where process.name == \"a.exe\"] [process where process.name == \"b.exe\"]",
            goesBy: null
        );
        await time.RunUntilAsync(Noon.AddHours(3));
        await time.IndexAsync("a.exe", Noon, Arrival);
        await time.RunUntilAsync(Swept);
        await time.IndexAsync("b.exe", Swept.AddMinutes(3));
        await time.RunUntilAsync(Swept.AddMinutes(5));

        await time.AssertOneSequenceAsync();
    }

    [Fact]
    public async Task A_sample_is_joined_with_what_comes_late()
    {
        await using var time = await StartAsync(
            "sample by host.name [process where process.name == \"a.exe\"] [process where process.name == \"b.exe\"]",
            "event.ingested"
        );
        await IndexInTimeAsync(time, except: 0, of: 2);
        await time.RunUntilAsync(Noon.AddHours(3));
        await IndexLateAsync(time, 0);
        await time.RunUntilAsync(Swept);

        await time.AssertOneSequenceAsync();
    }

    [Fact]
    public async Task What_is_too_much_to_be_read_again_is_told()
    {
        await using var time = await StartAsync(Three, "event.ingested", ("Sweep:CatchUp", "3h"));
        await time.RunUntilAsync(Noon.AddHours(3));
        for (var hours = 6; hours > 0; hours--)
        {
            await time.IndexAsync("a.exe", Arrival.AddHours(-hours), Arrival, host: $"H{hours}");
        }

        await IndexLateAsync(time, 0, 1, 2);
        var report = await time.RunUntilAsync(Swept);

        Assert.Contains(
            "Too much came late for rule \"pair\": sequences with what happened from 2026-06-01 09:03:00Z to 2026-06-01 11:03:00Z and arrived from 2026-06-01 15:00:00Z to 2026-06-01 16:00:00Z were not looked for. Allow more with Sweep:CatchUp",
            report.Warnings
        );
        Assert.Equal(4, (await time.AlertsAsync()).Count);
    }

    [Fact]
    public async Task Where_more_comes_late_than_a_rule_may_keep_the_newest_is_found_and_the_rest_told()
    {
        await using var time = await StartAsync(Three, "event.ingested", ("Sweep:MemoryBudget", "16"));
        await time.RunUntilAsync(Noon.AddHours(3));
        await time.Cluster.IndexAsync(
            Enumerable
                .Range(0, 24 * 1024)
                .Select(i =>
                    SequenceTimeline.Event(
                        "a.exe",
                        Noon.AddMinutes(-14).AddMilliseconds(i),
                        Arrival,
                        host: $"other-{i}"
                    )
                )
        );
        await IndexLateAsync(time, 0, 1, 2);
        var report = await time.RunUntilAsync(Swept);

        Assert.Equal(4, (await time.AlertsAsync()).Count);
        Assert.Contains(
            report.Warnings,
            w => w.StartsWith("Rule \"pair\" had more events to keep than it may: ", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_run_that_meets_what_is_too_late_for_it_says_who_sees_to_it()
    {
        await using var time = await StartAsync(Three, "event.ingested");
        await time.RunUntilAsync(Noon.AddHours(3));
        await IndexLateAsync(time, 0);
        var report = await time.RunUntilAsync(Noon.AddHours(3).AddMinutes(5));

        Assert.Equal(
            "1 events arrived too late to be a part of what rule \"pair\" looks for; the late sweep looks for what those are a part of that say when they arrived",
            Assert.Single(report.Warnings, w => w.Contains("too late", StringComparison.Ordinal))
        );
    }

    private static Task<SequenceTimeline> StartAsync(
        string query,
        string? goesBy,
        params (string Key, string Value)[] settings
    ) =>
        SequenceTimeline.StartAsync([
            .. TestCluster.Rule(SequenceTimeline.RuleId, query, TestCluster.Stream),
            .. goesBy is null
                ? Array.Empty<(string, string)>()
                : [($"Rules:Items:{SequenceTimeline.RuleId}:timestamp_override", goesBy)],
            .. settings,
        ]);

    private static DateTimeOffset TimeOf(int step) => Noon.AddMinutes(-3 + step);

    private static async Task IndexInTimeAsync(SequenceTimeline time, int except = -1, int of = 3)
    {
        for (var step = 0; step < of; step++)
        {
            if (step != except)
            {
                await time.IndexAsync(Steps[step], TimeOf(step));
            }
        }
    }

    private static async Task IndexLateAsync(SequenceTimeline time, params int[] steps)
    {
        foreach (var step in steps)
        {
            await time.IndexAsync(Steps[step], TimeOf(step), Arrival);
        }
    }

    private static void Refuse(SequenceTimeline time, Predicate<RecordedRequest> isRefused) =>
        time.Cluster.Proxy.Answer = async (request, context) =>
        {
            if (!isRefused(request))
            {
                return false;
            }

            await ClusterProxy.Refuse(
                context,
                500,
                """{"error":{"type":"search_phase_execution_exception","reason":"all shards failed"},"status":500}"""
            );
            return true;
        };

    /// <summary>Whether it searches what happened around the late event, hours before the window.</summary>
    private static bool IsAround(RecordedRequest request) =>
        request.Path.StartsWith("/_search", StringComparison.Ordinal)
        && request.Body!.Contains("{\"@timestamp\":{\"gte\":\"2026-06-01T11:", StringComparison.Ordinal);

    private static JsonObject ShellIn(IEnumerable<JsonObject> alerts) =>
        Assert.Single(alerts, a => !SequenceTimeline.Has(a, "kibana.alert.group.index"));
}
