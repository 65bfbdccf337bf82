using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Detections.Tests.Cluster;

namespace Detections.Tests.Scenarios;

/// <summary>Two processes that share a schedule in PostgreSQL while one is killed or paused, or the database is away.</summary>
public sealed class CopiesShareTheirWorkTests
{
    private const string Shared = "Firings are shared over PostgreSQL at 127.0.0.1";
    private const string Alone = "Firings cannot be shared, and this copy runs all groups on its own until they can.";

    /// <summary>So seldom that within a test nothing is run but what is asked for.</summary>
    private const string Seldom = "1h";

    [Fact]
    public async Task Each_firing_is_run_by_one_copy()
    {
        await using var database = await PostgresServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync();
        await using var a = Start(cluster, database, "a", "10s");
        await using var b = Start(cluster, database, "b", "10s");
        await a.LineAsync(Shared);
        await b.LineAsync(Shared);
        var since = TimeProvider.System.GetUtcNow();

        var runs = await RunsAsync(cluster, since, atLeast: 4);

        var beats = runs.Select(r => r.Started.ToUnixTimeSeconds() / 10).ToList();
        Assert.Equal(Enumerable.Range(0, beats.Count).Select(i => beats[0] + i), beats);
        foreach (var copy in (RunningProgram[])[a, b])
        {
            using var http = await copy.HttpAsync();
            var (status, body) = await ReadyAsync(http, "2 copies share the work");
            Assert.Equal((HttpStatusCode.OK, "healthy"), (status, body["status"]!.GetValue<string>()));
        }
    }

    [Fact]
    public async Task When_one_is_killed_the_other_takes_over()
    {
        await using var database = await PostgresServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync();
        await using var a = Start(cluster, database, "a", "10s");
        await using var b = Start(cluster, database, "b", "10s");
        await a.LineAsync(Shared);
        await b.LineAsync(Shared);
        var (killed, left) =
            (await RunsAsync(cluster, TimeProvider.System.GetUtcNow(), atLeast: 1))[0].Instance == "a"
                ? (a, "b")
                : (b, "a");

        await killed.KillAsync();
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)]);
        var runs = await RunsAsync(cluster, TimeProvider.System.GetUtcNow(), atLeast: 2);

        Assert.All(runs, r => Assert.Equal(left, r.Instance));
        Assert.Single(await cluster.AlertsAsync());
    }

    /// <summary>Its alerts are on their way, and not written, when it dies; by the schedule the next run would be an hour away.</summary>
    [Fact]
    public async Task A_run_that_is_killed_in_the_middle_is_done_again_by_the_other()
    {
        await using var database = await PostgresServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync();
        await using var copies = await TwoCopies.StartAsync(cluster, database);
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)]);
        var held = copies.HoldAlerts(reachesNode: false);

        await FireAsync(database);
        var broken = await held.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await copies[broken].KillAsync();
        copies.LetThrough();

        var runs = await RunsAsync(cluster, copies.Since, atLeast: 1);
        Assert.Equal([broken == "a" ? "b" : "a"], runs.Select(r => r.Instance));
        Assert.Single(await cluster.AlertsAsync());
    }

    [Fact]
    public async Task A_copy_that_was_paused_in_the_middle_of_a_run_repeats_nothing_when_it_wakes_up()
    {
        await using var database = await PostgresServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync();
        await using var copies = await TwoCopies.StartAsync(cluster, database);
        await cluster.IndexAsync(
            Enumerable.Range(0, 20).Select(i => TestCluster.Attack(TestCluster.Now.AddSeconds(-i)))
        );
        var held = copies.HoldAlerts(reachesNode: true);

        await FireAsync(database);
        var paused = await held.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await copies[paused].PauseAsync();
        var meanwhile = await RunsAsync(cluster, copies.Since, atLeast: 1);
        var alerts = await cluster.AlertsAsync();
        copies.LetThrough();
        await copies[paused].ResumeAsync();
        var all = await RunsAsync(cluster, copies.Since, atLeast: 2);

        Assert.NotEqual(paused, Assert.Single(meanwhile).Instance);
        Assert.Equal(20, alerts.Count);
        Assert.Equal([20, 0], all.OrderBy(r => r.Instance == paused).Select(r => r.Created));
        Assert.Equal(20, (await cluster.AlertsAsync()).Count);
    }

    [Fact]
    public async Task While_the_database_is_away_every_copy_runs_on_its_own_and_says_so_once()
    {
        await using var database = await PostgresServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync();
        await using var a = Start(cluster, database, "a", "10s");
        await using var b = Start(cluster, database, "b", "10s");
        await a.LineAsync(Shared);
        await b.LineAsync(Shared);

        await database.StopAsync();
        await a.LineAsync(Alone);
        await b.LineAsync(Alone);
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)]);
        var runs = await RunsAsync(cluster, TimeProvider.System.GetUtcNow(), atLeast: 4);
        foreach (var copy in (RunningProgram[])[a, b])
        {
            using var http = await copy.HttpAsync();
            var (status, body) = await ReadyAsync(http, "The shared schedule does not work");
            Assert.Equal((HttpStatusCode.OK, "degraded"), (status, body["status"]!.GetValue<string>()));
        }

        var (linesOfA, linesOfB) = (a.LineCount(), b.LineCount());
        await database.StartAgainAsync();
        await a.LineAsync(Shared, linesOfA);
        await b.LineAsync(Shared, linesOfB);
        var after = await RunsAsync(cluster, TimeProvider.System.GetUtcNow().AddSeconds(10), atLeast: 3);

        Assert.Equal(["a", "b"], runs.Select(r => r.Instance).Distinct().Order(StringComparer.Ordinal));
        Assert.Single(await cluster.AlertsAsync());
        Assert.Equal(after.Count, after.Select(r => r.Started.ToUnixTimeSeconds() / 10).Distinct().Count());
        foreach (var copy in (RunningProgram[])[a, b])
        {
            Assert.Single(copy.Output.Split('\n'), l => l.Contains(Alone, StringComparison.Ordinal));
            Assert.False(copy.Output.Contains("   at ", StringComparison.Ordinal), copy.Output);
            Assert.DoesNotContain(PostgresServer.Password, copy.Output);
        }
    }

    [Fact]
    public async Task A_database_that_is_away_at_the_start_is_joined_when_it_comes()
    {
        await using var database = await PostgresServer.CreateAsync();
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)]);
        await using var copy = Start(cluster, database, "a", "10s");

        var trouble = await copy.LineAsync(Alone);
        await copy.LineAsync("succeeded: 1 events read, 1 matched");
        await database.StartAgainAsync();
        await copy.LineAsync(Shared);

        Assert.Contains("PostgreSQL at 127.0.0.1:", trouble);
    }

    /// <summary>As while an update is under way: a rule that one copy has is not left to one that has it not.</summary>
    [Fact]
    public async Task Copies_with_other_rules_or_another_namespace_leave_each_other_alone()
    {
        await using var database = await PostgresServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync();
        await using var old = Start(cluster, database, "old", "10s");
        await using var young = Start(
            cluster,
            database,
            "young",
            "10s",
            [("Rules__Items__" + TestCluster.RuleId + "__max_signals", "50")]
        );
        await using var stranger = Start(cluster, database, "stranger", "10s", [("Alerts__Namespace", "other")]);
        await old.LineAsync(Shared);
        await young.LineAsync(Shared);
        await stranger.LineAsync(Shared);
        var since = TimeProvider.System.GetUtcNow();

        var runs = await RunsAsync(cluster, since, atLeast: 6);
        var others = await RunsAsync(cluster, since, atLeast: 3, index: "detections-runs-other");

        foreach (var run in runs.Concat(others).GroupBy(r => r.Instance))
        {
            var beats = run.Select(r => r.Started.ToUnixTimeSeconds() / 10).ToList();
            Assert.Equal(Enumerable.Range(0, beats.Count).Select(i => beats[0] + i), beats);
        }

        Assert.Equal(["old", "young"], runs.Select(r => r.Instance).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(["stranger"], others.Select(r => r.Instance).Distinct());
    }

    /// <summary>Who can write to the database can neither have other code run nor detection stopped.</summary>
    [Fact]
    public async Task A_schedule_that_was_tampered_with_runs_no_other_code_and_does_not_go_quiet()
    {
        await using var database = await PostgresServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync();
        await using var copy = Start(cluster, database, "a", "10s");
        await copy.LineAsync(Shared);

        Assert.Equal(
            1,
            await database.RunAsync(
                "UPDATE qrtz_job_details SET job_class_name = 'System.Diagnostics.Process, System.Diagnostics.Process'"
            )
        );

        await copy.LineAsync("No copy has ended a run of group 10s from now-9m for");
        var lines = copy.LineCount();
        await copy.LineAsync("succeeded: ", lines);
    }

    private static RunningProgram Start(
        TestCluster cluster,
        PostgresServer database,
        string instance,
        string interval,
        (string Name, string Value)[]? environment = null
    ) =>
        RunningProgram.Start(
            ["run"],
            [
                ("Elasticsearch__Urls__0", cluster.Proxy.Url.ToString()),
                ("Elasticsearch__Retries", "1"),
                ("Elasticsearch__RetryDelay", "0s"),
                ("Runs__Instance", instance),
                ("Scheduler__Postgres", database.ConnectionString),
                ($"Rules__Items__{TestCluster.RuleId}__interval", interval),
                .. environment ?? [],
            ]
        );

    /// <summary>Lets the shared schedule fire now, whatever the time.</summary>
    private static async Task FireAsync(PostgresServer database) =>
        Assert.Equal(
            1,
            await database.RunAsync(
                "UPDATE qrtz_triggers SET next_fire_time = (SELECT min(last_checkin_time) FROM qrtz_scheduler_state)"
            )
        );

    private static async Task<IReadOnlyList<(string Instance, DateTimeOffset Started, int Created)>> RunsAsync(
        TestCluster cluster,
        DateTimeOffset since,
        int atLeast,
        string index = "detections-runs-default"
    )
    {
        for (var attempt = 0; ; attempt++)
        {
            var records = await cluster.SearchAsync(index, """{"term":{"kind":"run"}}""");
            var runs = records
                .Select(r => r["_source"]!)
                .Select(r =>
                    (
                        Instance: r["instance"]!.GetValue<string>(),
                        Started: Time(r["started"]!),
                        Created: r["created"]!.GetValue<int>()
                    )
                )
                .Where(r => r.Started >= since)
                .OrderBy(r => r.Started)
                .ToList();
            if (runs.Count >= atLeast)
            {
                return runs;
            }

            Assert.True(attempt < 1000, $"There were {runs.Count} runs of {atLeast}");
            await Task.Delay(
                TimeSpan.FromMilliseconds(100),
                TimeProvider.System,
                TestContext.Current.CancellationToken
            );
        }
    }

    private static DateTimeOffset Time(JsonNode text) =>
        DateTimeOffset.Parse(text.GetValue<string>(), CultureInfo.InvariantCulture);

    private static async Task<(HttpStatusCode Status, JsonNode Body)> ReadyAsync(HttpClient http, string text)
    {
        for (var attempt = 0; ; attempt++)
        {
            using var answer = await http.GetAsync("/health/ready", TestContext.Current.CancellationToken);
            var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            if (body.Contains(text, StringComparison.Ordinal))
            {
                return (answer.StatusCode, JsonNode.Parse(body)!);
            }

            Assert.True(attempt < 600, body);
            await Task.Delay(
                TimeSpan.FromMilliseconds(100),
                TimeProvider.System,
                TestContext.Current.CancellationToken
            );
        }
    }

    /// <summary>Two copies, each behind an HTTP proxy of its own, which have run once and wait for a firing.</summary>
    private sealed class TwoCopies : IAsyncDisposable
    {
        private readonly Dictionary<string, (ClusterProxy Proxy, RunningProgram Program)> _copies = [];
        private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _isHeld;

        public DateTimeOffset Since { get; private set; }

        public RunningProgram this[string name] => _copies[name].Program;

        public static async Task<TwoCopies> StartAsync(TestCluster cluster, PostgresServer database)
        {
            var copies = new TwoCopies();
            foreach (var name in (string[])["a", "b"])
            {
                var proxy = await ClusterProxy.StartAsync(cluster.Proxy.Url);
                var program = Start(
                    cluster,
                    database,
                    name,
                    Seldom,
                    [("Elasticsearch__Proxy", proxy.Url.ToString()), ("Elasticsearch__RequestTimeout", "5m")]
                );
                copies._copies.Add(name, (proxy, program));
                await program.LineAsync(Shared);
                await program.LineAsync("succeeded");
            }

            copies.Since = TimeProvider.System.GetUtcNow();
            return copies;
        }

        /// <summary>Holds the first request that writes alerts; tells whose it is.</summary>
        public Task<string> HoldAlerts(bool reachesNode)
        {
            var held = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            foreach (var (name, (proxy, _)) in _copies)
            {
                proxy.Answer = async (request, context) =>
                {
                    var writesAlerts =
                        request.Path.Contains("/_bulk", StringComparison.Ordinal)
                        && request.Body!.Contains("detections-alerts", StringComparison.Ordinal);
                    if (!writesAlerts || Interlocked.Exchange(ref _isHeld, 1) == 1)
                    {
                        return false;
                    }

                    held.TrySetResult(name);
                    await _release.Task;
                    if (!reachesNode)
                    {
                        context.Abort();
                    }

                    return !reachesNode;
                };
            }

            return held.Task;
        }

        public void LetThrough() => _release.TrySetResult();

        public async ValueTask DisposeAsync()
        {
            _release.TrySetResult();
            foreach (var (proxy, program) in _copies.Values)
            {
                await program.DisposeAsync();
                await proxy.DisposeAsync();
            }
        }
    }
}
