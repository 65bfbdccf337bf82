using System.Text.Json.Nodes;
using Detections.Runs;
using Detections.Scheduling;
using Detections.Tests.Cluster;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Detections.Tests.Scenarios;

/// <summary>Events that come late are found, and their alerts say so.</summary>
public sealed class LateEventsTests
{
    private const string Late = "kibana.alert.detections.late";

    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Without_an_arrival_time_what_comes_within_the_grace_is_found_and_marked()
    {
        await using var world = await World.StartAsync();
        await world.RunUntilAsync(Noon.AddMinutes(30));

        // 9 minutes of look-back and 15 of grace
        await world.IndexAsync(Unstamped(Noon.AddMinutes(35).AddMinutes(-23)));
        await world.RunUntilAsync(Noon.AddMinutes(35));

        Assert.Equal("grace", (await world.AlertAsync())[Late]!.GetValue<string>());
    }

    [Fact]
    public async Task What_is_older_than_the_grace_and_than_the_rule_is_left_alone()
    {
        await using var world = await World.StartAsync();
        await world.IndexAsync(Unstamped(Noon.AddMinutes(-12)));
        await world.RunUntilAsync(Noon.AddMinutes(60));

        Assert.Empty(await world.AlertsAsync());
    }

    [Fact]
    public async Task An_event_with_an_arrival_time_is_not_read_again_within_the_grace()
    {
        await using var world = await World.StartAsync(("Sweep:LateSweep", "0s"));
        await world.RunUntilAsync(Noon.AddMinutes(30));

        await world.IndexAsync(TestCluster.Attack(Noon.AddMinutes(12)));
        var report = await world.RunAsync(Noon.AddMinutes(35));

        Assert.Equal(0, report.Events);
        Assert.Empty(await world.AlertsAsync());
    }

    [Fact]
    public async Task An_event_that_could_be_found_only_long_after_it_says_it_arrived_is_found_by_the_late_sweep()
    {
        await using var world = await World.StartAsync();
        await world.RunUntilAsync(Noon.AddMinutes(30));

        await world.IndexAsync(TestCluster.Attack(Noon.AddMinutes(12)));
        await world.RunUntilAsync(Noon.AddMinutes(55));
        Assert.Empty(await world.AlertsAsync());
        await world.RunUntilAsync(Noon.AddMinutes(70));

        Assert.Equal("late-sweep", (await world.AlertAsync())[Late]!.GetValue<string>());
    }

    [Fact]
    public async Task A_rule_that_goes_by_when_events_happened_finds_in_the_late_sweep_what_arrived_hours_later()
    {
        await using var world = await World.StartAsync(
            TestCluster.Rule("happened", "process where process.parent.name == \"UMWorkerProcess.exe\"", "logs-*")
        );
        await world.RunUntilAsync(Noon.AddMinutes(30));

        await world.IndexAsync(TestCluster.Attack(Noon.AddHours(-6), ingested: Noon.AddMinutes(29)));
        await world.RunUntilAsync(Noon.AddMinutes(70));

        var alerts = await world.AlertsAsync();
        Assert.Equal(
            [("happened", "late-sweep"), ("Microsoft Exchange Server UM Spawning Suspicious Processes", null)],
            alerts
                .Select(a => (a["kibana.alert.rule.name"]!.GetValue<string>(), a[Late]?.GetValue<string>()))
                .OrderBy(a => a.Item2 is null)
        );
    }

    [Fact]
    public async Task What_came_in_time_has_no_mark_and_the_late_sweep_raises_nothing_again()
    {
        await using var world = await World.StartAsync();
        await world.IndexAsync(TestCluster.Attack(Noon.AddMinutes(-1)), Unstamped(Noon.AddMinutes(-2)));
        await world.RunUntilAsync(Noon.AddHours(3));

        var alerts = await world.AlertsAsync();
        Assert.Equal(2, alerts.Count);
        Assert.All(alerts, a => Assert.Null(a[Late]));
    }

    [Fact]
    public async Task What_was_not_searched_when_it_was_due_is_marked()
    {
        await using var world = await World.StartAsync();
        await world.RunUntilAsync(Noon);
        await world.IndexAsync(TestCluster.Attack(Noon.AddMinutes(10)));
        await world.RunAsync(Noon.AddMinutes(40));

        Assert.Equal("catch-up", (await world.AlertAsync())[Late]!.GetValue<string>());
    }

    [Fact]
    public async Task A_mark_survives_the_queue()
    {
        await using var world = await World.StartAsync(($"Rules:Items:{TestCluster.RuleId}:max_signals", "1"));
        await world.RunUntilAsync(Noon);
        await world.IndexAsync(TestCluster.Attack(Noon.AddMinutes(10)), TestCluster.Attack(Noon.AddMinutes(11)));
        await world.RunUntilAsync(Noon.AddMinutes(40), step: TimeSpan.FromMinutes(40));
        await world.RunUntilAsync(Noon.AddMinutes(50));

        Assert.Equal(["catch-up", "catch-up"], (await world.AlertsAsync()).Select(a => a[Late]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_late_sweep_that_fails_is_made_up_for()
    {
        await using var world = await World.StartAsync();
        await world.RunUntilAsync(Noon.AddMinutes(30));
        await world.IndexAsync(TestCluster.Attack(Noon.AddMinutes(12)));
        await world.RunUntilAsync(Noon.AddMinutes(55));
        world.Cluster.Proxy.Answer = async (request, context) =>
        {
            var isLate =
                request.Path.StartsWith("/_search", StringComparison.Ordinal)
                && request.Body!.Contains("\"gte\":\"2026-06-01T12:00:00.000Z\"", StringComparison.Ordinal);
            if (isLate)
            {
                await ClusterProxy.Refuse(
                    context,
                    500,
                    """{"error":{"type":"search_phase_execution_exception","reason":"all shards failed"},"status":500}"""
                );
            }

            return isLate;
        };
        await world.RunUntilAsync(Noon.AddMinutes(65));
        Assert.Equal(RunStatus.Failed, (await world.RunAsync(Noon.AddMinutes(70))).Status);
        Assert.Empty(await world.AlertsAsync());
        world.Cluster.Proxy.LetThrough();

        await world.RunAsync(Noon.AddMinutes(75));

        Assert.Equal("late-sweep", (await world.AlertAsync())[Late]!.GetValue<string>());
    }

    [Fact]
    public async Task Groups_that_fire_together_sweep_together_and_each_keeps_its_own_account()
    {
        var rule = TestCluster.Rule(
            "other",
            "process where process.name == \"cmd.exe\"",
            "logs-endpoint.events.*",
            "logs-windows.*"
        );
        await using var world = await World.StartAsync([
            .. rule.Where(r => r.Key != "Rules:Items:other:from"),
            ("Rules:Items:other:from", "now-8m"),
            ("Rules:Items:other:timestamp_override", "event.ingested"),
        ]);
        await world.RunAllUntilAsync(Noon.AddMinutes(30));
        await world.IndexAsync(TestCluster.Attack(Noon.AddMinutes(12)));
        await world.RunAllUntilAsync(Noon.AddMinutes(65));
        world.Cluster.Proxy.Requests.Clear();
        await world.RunAllUntilAsync(Noon.AddMinutes(70));

        Assert.Equal(
            ["late-sweep", "late-sweep"],
            (await world.AlertsAsync()).Select(a => a[Late]!.GetValue<string>())
        );
        // The live window of both, and the hour.
        Assert.Equal(2, world.Cluster.Proxy.Requests.Count(r => r.Path.Contains("/_pit?", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_restart_does_not_make_the_late_sweep_forget_where_it_was()
    {
        await using var world = await World.StartAsync();
        await world.RunUntilAsync(Noon.AddMinutes(30));
        await world.IndexAsync(TestCluster.Attack(Noon.AddMinutes(12)));
        world.Restart();
        await world.RunUntilAsync(Noon.AddMinutes(70));

        Assert.Equal("late-sweep", (await world.AlertAsync())[Late]!.GetValue<string>());
    }

    [Fact]
    public async Task Events_that_take_longer_than_the_look_back_are_warned_of_where_rules_go_by_when_they_happened()
    {
        await using var world = await World.StartAsync(
            TestCluster.Rule("happened", "process where process.name == \"never.exe\"", "logs-endpoint.events.*")
        );
        await world.IndexAsync([
            .. Enumerable
                .Range(0, 40)
                .Select(i => TestCluster.Attack(Noon.AddMinutes(-20).AddSeconds(i), ingested: Noon.AddMinutes(-2))),
        ]);

        var report = await world.RunAsync(Noon);

        Assert.Equal(
            [
                "Events of logs-endpoint.events.* take longer to arrive than the 4m that runs look back beyond their interval: 1 rules that go by @timestamp see them only in the late sweep. Set their timestamp_override to event.ingested, or look further back with from",
            ],
            report.Warnings
        );
        var lag = Assert.Single(report.SourceLags);
        Assert.Equal(("logs-endpoint.events.*", 40), (lag.Pattern, lag.Events));
        Assert.InRange(lag.Half, TimeSpan.FromMinutes(17), TimeSpan.FromMinutes(18));
        Assert.Equal(TimeSpan.FromMinutes(18), lag.Longest);
        var record = Assert.Single(
            await world.Cluster.SearchAsync("detections-runs-default", """{"term":{"kind":"run"}}""")
        );
        Assert.Equal(1080, record["_source"]!["lags"]![0]!["max_seconds"]!.GetValue<int>());
    }

    private static JsonObject Unstamped(DateTimeOffset time)
    {
        var attack = TestCluster.Attack(time);
        attack["event"]!.AsObject().Remove("ingested");
        return attack;
    }

    /// <summary>A cluster and a copy of the product whose clocks the test sets, where the first run is at noon.</summary>
    private sealed class World : IAsyncDisposable
    {
        private readonly (string, string)[] _overrides;
        private IHost _product;
        private DateTimeOffset _now = Noon;

        private World(TestCluster cluster, (string, string)[] overrides)
        {
            _overrides = overrides;
            Cluster = cluster;
            cluster.Proxy.Date = () => _now;
            _product = Create();
        }

        public TestCluster Cluster { get; }

        public static async Task<World> StartAsync(params (string, string)[] overrides)
        {
            var world = new World(await TestCluster.StartAsync(), overrides);
            return world;
        }

        public Task IndexAsync(params IEnumerable<JsonObject> events) => Cluster.IndexAsync(events);

        /// <summary>Runs at each step since the last run, and at the moment.</summary>
        public async Task RunUntilAsync(DateTimeOffset moment, TimeSpan? step = null)
        {
            while (_now < moment)
            {
                await RunAsync(_now);
                _now += step ?? TimeSpan.FromMinutes(5);
            }

            await RunAsync(moment);
        }

        public async Task<RunReport> RunAsync(DateTimeOffset moment)
        {
            _now = moment;
            await Cluster.SendAsync(HttpMethod.Post, "detections-*/_refresh?ignore_unavailable=true");
            return await TestCluster.RunAsync(_product);
        }

        /// <summary>The same with all groups, which fire together.</summary>
        public async Task RunAllUntilAsync(DateTimeOffset moment)
        {
            while (_now <= moment)
            {
                await Cluster.SendAsync(HttpMethod.Post, "detections-*/_refresh?ignore_unavailable=true");
                var generations = _product.Services.GetRequiredService<Generations>();
                var groups = generations.Configuration.Rules.Groups.Select(g => g.Name).ToList();
                await foreach (var report in generations.RunAsync(groups, TestContext.Current.CancellationToken))
                {
                    Assert.Empty(report.Failures);
                }

                _now += TimeSpan.FromMinutes(5);
            }
        }

        public void Restart()
        {
            _product.Dispose();
            _product = Create();
        }

        public async Task<IReadOnlyList<JsonObject>> AlertsAsync() =>
            [.. (await Cluster.AlertsAsync()).Select(a => a["_source"]!.AsObject())];

        public async Task<JsonObject> AlertAsync() => Assert.Single(await AlertsAsync());

        public async ValueTask DisposeAsync()
        {
            _product.Dispose();
            await Cluster.DisposeAsync();
        }

        private IHost Create() => Cluster.CreateProduct(new FakeTimeProvider(Noon), _overrides);
    }
}
