using System.Net;
using Detections.Tests.Cluster;
using Npgsql;

namespace Detections.Tests.Scenarios;

/// <summary>Two processes that share a schedule in PostgreSQL while one is killed or paused, or the database is away.</summary>
public sealed class CopiesShareTheirWorkTests
{
    private const string Shared = SharingCopies.Shares;
    private const string Runs = "detections-runs-default";
    private const string RunsOfOther = "detections-runs-other";
    private const string Alone = "Firings cannot be shared, and this copy runs all groups on its own until they can.";

    /// <summary>So seldom that within a test nothing is run but what is asked for.</summary>
    private const string Seldom = "1h";

    [Fact]
    public async Task Each_firing_is_run_by_one_copy()
    {
        await using var copies = await SharingCopies.CreateAsync();
        var both = await copies.StartAllAsync("a", "b");
        var since = TimeProvider.System.GetUtcNow();

        var runs = await copies.RunsAsync(since, atLeast: 4);

        Assert.Equal(runs.Count, runs.DistinctBy(r => r.Beat(10)).Count());
        foreach (var copy in both)
        {
            var (status, body) = await SharingCopies.ReadyAsync(copy, "2 copies share the work");
            Assert.Equal((HttpStatusCode.OK, "healthy"), (status, body["status"]!.GetValue<string>()));
        }
    }

    [Fact]
    public async Task When_one_is_killed_the_other_takes_over()
    {
        await using var copies = await SharingCopies.CreateAsync();
        var both = await copies.StartAllAsync("a", "b");
        var (killed, left) =
            (await copies.RunsAsync(TimeProvider.System.GetUtcNow(), atLeast: 1))[0].Instance == "a"
                ? (both[0], "b")
                : (both[1], "a");

        await killed.KillAsync();
        await copies.Cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)]);
        var runs = await copies.RunsAsync(TimeProvider.System.GetUtcNow(), atLeast: 2);

        Assert.All(runs, r => Assert.Equal(left, r.Instance));
        Assert.Single(await copies.Cluster.AlertsAsync());
    }

    /// <summary>Its alerts are on their way, and not written, when it dies; by the schedule the next run would be an hour away.</summary>
    [Fact]
    public async Task A_run_that_is_killed_in_the_middle_is_done_again_by_the_other()
    {
        await using var copies = await SharingCopies.CreateAsync();
        await using var pair = await TwoCopies.StartAsync(copies);
        await copies.Cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)]);
        var held = pair.HoldAlerts(reachesNode: false);

        await FireAsync(copies.Database);
        var broken = await held.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await pair[broken].KillAsync();
        pair.LetThrough();

        var runs = await copies.RunsAsync(pair.Since, atLeast: 1);
        Assert.Equal([broken == "a" ? "b" : "a"], runs.Select(r => r.Instance));
        Assert.Single(await copies.Cluster.AlertsAsync());
    }

    [Fact]
    public async Task A_copy_that_was_paused_in_the_middle_of_a_run_repeats_nothing_when_it_wakes_up()
    {
        await using var copies = await SharingCopies.CreateAsync();
        await using var pair = await TwoCopies.StartAsync(copies);
        await copies.Cluster.IndexAsync(
            Enumerable.Range(0, 20).Select(i => TestCluster.Attack(TestCluster.Now.AddSeconds(-i)))
        );
        var held = pair.HoldAlerts(reachesNode: true);

        await FireAsync(copies.Database);
        var paused = await held.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await pair[paused].PauseAsync();
        var meanwhile = await copies.RunsAsync(pair.Since, atLeast: 1);
        var alerts = await copies.Cluster.AlertsAsync();
        pair.LetThrough();
        await pair[paused].ResumeAsync();
        var all = await copies.RunsAsync(pair.Since, atLeast: 2);

        Assert.NotEqual(paused, Assert.Single(meanwhile).Instance);
        Assert.Equal(20, alerts.Count);
        Assert.Equal([20, 0], all.OrderBy(r => r.Instance == paused).Select(r => r.Created));
        Assert.Equal(20, (await copies.Cluster.AlertsAsync()).Count);
    }

    [Fact]
    public async Task While_the_database_is_away_every_copy_runs_on_its_own_and_says_so_once()
    {
        await using var copies = await SharingCopies.CreateAsync();
        var both = await copies.StartAllAsync("a", "b");

        await copies.Database.StopAsync();
        foreach (var copy in both)
        {
            await copy.LineAsync(Alone);
        }

        await copies.Cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)]);
        var runs = await copies.RunsAsync(TimeProvider.System.GetUtcNow(), atLeast: 4);
        foreach (var copy in both)
        {
            var (status, body) = await SharingCopies.ReadyAsync(copy, "The shared schedule does not work");
            Assert.Equal((HttpStatusCode.OK, "degraded"), (status, body["status"]!.GetValue<string>()));
        }

        var lines = both.Select(c => c.LineCount()).ToList();
        await copies.Database.StartAgainAsync();
        foreach (var (copy, told) in both.Zip(lines))
        {
            await copy.LineAsync(Shared, told);
        }

        var after = await copies.RunsAsync(TimeProvider.System.GetUtcNow().AddSeconds(10), atLeast: 3);

        Assert.Equal(["a", "b"], runs.Select(r => r.Instance).Distinct().Order(StringComparer.Ordinal));
        Assert.Single(await copies.Cluster.AlertsAsync());
        Assert.Equal(after.Count, after.Select(r => r.Beat(10)).Distinct().Count());
        foreach (var copy in both)
        {
            var told = copy.Output.Split('\n').Count(l => l.Contains(Alone, StringComparison.Ordinal));
            Assert.True(told == 1, copy.Output);
            Assert.False(copy.Output.Contains("   at ", StringComparison.Ordinal), copy.Output);
            Assert.DoesNotContain(PostgresServer.Password, copy.Output);
        }
    }

    [Fact]
    public async Task A_database_that_is_away_at_the_start_is_joined_when_it_comes()
    {
        await using var copies = await SharingCopies.CreateAsync(withoutDatabase: true);
        await copies.Cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)]);
        var copy = copies.Start("a");

        var trouble = await copy.LineAsync(Alone);
        await copy.LineAsync("succeeded: 1 events read, 1 matched");
        await copies.Database.StartAgainAsync();
        await copy.LineAsync(Shared);

        Assert.Contains("PostgreSQL at 127.0.0.1:", trouble);
    }

    /// <summary>As while an update is under way: a rule that one copy has is not left to one that has it not.</summary>
    [Fact]
    public async Task Copies_with_other_rules_or_another_namespace_leave_each_other_alone()
    {
        await using var copies = await SharingCopies.CreateAsync();
        var old = copies.Start("old");
        var young = copies.Start("young", environment: [($"Rules__Items__{TestCluster.RuleId}__max_signals", "50")]);
        var stranger = copies.Start("stranger", environment: [("Alerts__Namespace", "other")]);
        await old.LineAsync(Shared);
        await young.LineAsync(Shared);
        await stranger.LineAsync(Shared);
        var since = TimeProvider.System.GetUtcNow();

        foreach (var (copy, index) in ((string, string)[])[("old", Runs), ("young", Runs), ("stranger", RunsOfOther)])
        {
            var runs = await copies.RunsAsync(since, atLeast: 3, index, copy);
            Assert.Equal(runs.Count, runs.DistinctBy(r => r.Beat(10)).Count());
        }
    }

    /// <summary>As a copy does that is paused in the middle of a transaction, or an operator who forgets to end one.</summary>
    [Fact]
    public async Task A_schedule_that_somebody_holds_locked_does_not_stop_detection()
    {
        await using var copies = await SharingCopies.CreateAsync();
        var copy = (await copies.StartAllAsync("a"))[0];
        await using var other = new NpgsqlConnection(copies.Database.ConnectionString);
        await other.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await other.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var locking = new NpgsqlCommand("LOCK TABLE qrtz_locks, qrtz_triggers", other, transaction);
        await locking.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        await copy.LineAsync("No copy has ended a run of group 10s from now-9m for");
        var lines = copy.LineCount();
        await copy.LineAsync("succeeded: ", lines);
        await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        lines = copy.LineCount();
        await copy.LineAsync("succeeded: ", lines);
    }

    /// <summary>Who can write to the database can neither have other code run nor detection stopped.</summary>
    [Fact]
    public async Task A_schedule_that_was_tampered_with_runs_no_other_code_and_does_not_go_quiet()
    {
        await using var copies = await SharingCopies.CreateAsync();
        var copy = (await copies.StartAllAsync("a"))[0];

        Assert.Equal(
            1,
            await copies.Database.RunAsync(
                "UPDATE qrtz_job_details SET job_class_name = 'System.Diagnostics.Process, System.Diagnostics.Process'"
            )
        );

        await copy.LineAsync("No copy has ended a run of group 10s from now-9m for");
        var lines = copy.LineCount();
        await copy.LineAsync("succeeded: ", lines);
    }

    /// <summary>Lets the shared schedule fire now, whatever the time.</summary>
    private static async Task FireAsync(PostgresServer database) =>
        Assert.Equal(
            1,
            await database.RunAsync(
                "UPDATE qrtz_triggers SET next_fire_time = (SELECT min(last_checkin_time) FROM qrtz_scheduler_state)"
            )
        );

    /// <summary>Two copies, each behind an HTTP proxy of its own, which have run once and wait for a firing.</summary>
    private sealed class TwoCopies : IAsyncDisposable
    {
        private readonly Dictionary<string, (ClusterProxy Proxy, RunningProgram Program)> _copies = [];
        private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _isHeld;

        public DateTimeOffset Since { get; private set; }

        public RunningProgram this[string name] => _copies[name].Program;

        public static async Task<TwoCopies> StartAsync(SharingCopies all)
        {
            var pair = new TwoCopies();
            foreach (var name in (string[])["a", "b"])
            {
                var proxy = await ClusterProxy.StartAsync(all.Cluster.Proxy.Url);
                var program = all.Start(
                    name,
                    Seldom,
                    [("Elasticsearch__Proxy", proxy.Url.ToString()), ("Elasticsearch__RequestTimeout", "5m")]
                );
                pair._copies.Add(name, (proxy, program));
                await program.LineAsync(Shared);
                await program.LineAsync("succeeded");
            }

            pair.Since = TimeProvider.System.GetUtcNow();
            return pair;
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
            foreach (var (proxy, _) in _copies.Values)
            {
                await proxy.DisposeAsync();
            }
        }
    }
}
