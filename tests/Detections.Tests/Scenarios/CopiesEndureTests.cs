using System.Globalization;
using Detections.Tests.Cluster;

namespace Detections.Tests.Scenarios;

/// <summary>
/// Two copies on PostgreSQL while attacks keep coming, one of them killed and started again, one paused. By default a short time;
/// DETECTIONS_COPIES_MINUTES sets another.
/// </summary>
public sealed class CopiesEndureTests(ITestOutputHelper output)
{
    private const string Shared = "Firings are shared over PostgreSQL";
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);
    private static readonly TimeProvider Clock = TimeProvider.System;

    private static readonly TimeSpan Length = TimeSpan.FromMinutes(
        double.Parse(
            Environment.GetEnvironmentVariable("DETECTIONS_COPIES_MINUTES") ?? "1.5",
            CultureInfo.InvariantCulture
        )
    );

    [Fact]
    public async Task No_attack_is_lost_and_none_alerted_twice_while_one_is_killed_and_one_paused()
    {
        await using var database = await PostgresServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync();
        var copies = new Dictionary<string, RunningProgram>(StringComparer.Ordinal);
        try
        {
            foreach (var name in (string[])["a", "b"])
            {
                copies[name] = Start(cluster, database, name);
                await copies[name].LineAsync(Shared);
            }

            var began = Clock.GetUtcNow();
            using var end = new CancellationTokenSource(Length);
            var attacks = AttackAsync(cluster, end.Token);

            await WaitAsync(Length * 0.15);
            var killed = await LastToRunAsync(cluster);
            await copies[killed].KillAsync();
            await copies[killed].DisposeAsync();
            var dead = Clock.GetUtcNow();
            await WaitAsync(Length * 0.25);
            copies[killed] = Start(cluster, database, killed);
            await copies[killed].LineAsync(Shared);

            await WaitAsync(Length * 0.1);
            var paused = await LastToRunAsync(cluster);
            await copies[paused].PauseAsync();
            var frozen = Clock.GetUtcNow();
            await WaitAsync(Length / 4 < LongestPause ? Length / 4 : LongestPause);
            await copies[paused].ResumeAsync();
            var awake = Clock.GetUtcNow();

            var planted = await attacks;
            var alerts = await AlertsAsync(cluster, planted);
            var runs = await RunsAsync(cluster, began);
            var events = alerts.Distinct(StringComparer.Ordinal).Count();
            var gaps = runs.Zip(runs.Skip(1), (x, y) => y.Started - x.Started).ToList();
            var afterKill = runs.First(r => r.Instance != killed && r.Started > dead).Started - dead;
            var afterPause = runs.First(r => r.Instance != paused && r.Started > frozen).Started - frozen;
            var beats = runs.GroupBy(r => r.Started.Ticks / Beat.Ticks).ToList();
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Length.TotalMinutes} minutes, {runs.Count} runs ({string.Join(", ", runs.GroupBy(r => r.Instance).Select(g => $"{g.Key}: {g.Count()}"))}) on {beats.Count} beats of {Beat.TotalSeconds} s, {beats.Count(b => b.Count() > 1)} beats with more than one; "
                        + $"{planted} attacks, {alerts.Count} alerts, {alerts.Count - events} duplicates, {planted - events} lost; "
                        + $"fail-over {afterKill.TotalSeconds:F1} s after kill -9, {afterPause.TotalSeconds:F1} s after SIGSTOP of {(awake - frozen).TotalSeconds:F0} s; longest gap {gaps.Max().TotalSeconds:F1} s"
                )
            );
            Assert.Equal((planted, planted), (alerts.Count, events));
        }
        finally
        {
            foreach (var copy in copies.Values)
            {
                await copy.DisposeAsync();
            }
        }
    }

    private static RunningProgram Start(TestCluster cluster, PostgresServer database, string name) =>
        RunningProgram.Start(
            ["run"],
            ("Elasticsearch__Urls__0", cluster.Proxy.Url.ToString()),
            ("Runs__Instance", name),
            ("Scheduler__Postgres", database.ConnectionString),
            ($"Rules__Items__{TestCluster.RuleId}__interval", "10s")
        );

    /// <summary>One attack every two seconds until the end; tells how many.</summary>
    private static async Task<int> AttackAsync(TestCluster cluster, CancellationToken end)
    {
        for (var count = 0; ; count++)
        {
            if (end.IsCancellationRequested)
            {
                return count;
            }

            await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)], refresh: false);
            await WaitAsync(TimeSpan.FromSeconds(2));
        }
    }

    /// <summary>The ids of the events that were alerted, once for each alert, when there are as many as attacks or no more come.</summary>
    private static async Task<IReadOnlyList<string>> AlertsAsync(TestCluster cluster, int planted)
    {
        for (var attempt = 0; ; attempt++)
        {
            var alerts = await cluster.AlertsAsync();
            if (alerts.Count >= planted || attempt == 60)
            {
                return
                [
                    .. alerts.Select(a =>
                        a["_source"]!["kibana.alert.ancestors"]!.AsArray()[0]!["id"]!.GetValue<string>()
                    ),
                ];
            }

            await WaitAsync(TimeSpan.FromSeconds(1));
        }
    }

    private static async Task<string> LastToRunAsync(TestCluster cluster) =>
        (await RunsAsync(cluster, DateTimeOffset.MinValue))[^1].Instance;

    private static async Task<IReadOnlyList<(string Instance, DateTimeOffset Started)>> RunsAsync(
        TestCluster cluster,
        DateTimeOffset since
    ) =>
        [
            .. (await cluster.SearchAsync("detections-runs-default", """{"term":{"kind":"run"}}"""))
                .Select(r => r["_source"]!)
                .Select(r =>
                    (
                        Instance: r["instance"]!.GetValue<string>(),
                        Started: DateTimeOffset.Parse(r["started"]!.GetValue<string>(), CultureInfo.InvariantCulture)
                    )
                )
                .Where(r => r.Started >= since)
                .OrderBy(r => r.Started),
        ];

    private static Task WaitAsync(TimeSpan time) => Task.Delay(time, Clock, TestContext.Current.CancellationToken);
}
