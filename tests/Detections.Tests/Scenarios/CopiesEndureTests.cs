using System.Globalization;
using Detections.Tests.Cluster;

namespace Detections.Tests.Scenarios;

/// <summary>
/// Two copies on PostgreSQL while attacks keep coming, one of them killed and started again, one paused. By default a short time;
/// DETECTIONS_COPIES_MINUTES sets another.
/// </summary>
public sealed class CopiesEndureTests(ITestOutputHelper output)
{
    private const int Beat = 10;
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
        await using var copies = await SharingCopies.CreateAsync();
        var running = new Dictionary<string, RunningProgram>(StringComparer.Ordinal);
        foreach (var name in (string[])["a", "b"])
        {
            running[name] = (await copies.StartAllAsync(name))[0];
        }

        var began = Clock.GetUtcNow();
        using var end = new CancellationTokenSource(Length);
        var attacks = AttackAsync(copies.Cluster, end.Token);

        await WaitAsync(Length * 0.15);
        var killed = await LastToRunAsync(copies);
        await running[killed].KillAsync();
        var dead = Clock.GetUtcNow();
        await WaitAsync(Length * 0.25);
        running[killed] = (await copies.StartAllAsync(killed))[0];

        await WaitAsync(Length * 0.1);
        var paused = await LastToRunAsync(copies);
        await running[paused].PauseAsync();
        var frozen = Clock.GetUtcNow();
        await WaitAsync(Length / 4 < LongestPause ? Length / 4 : LongestPause);
        await running[paused].ResumeAsync();
        var awake = Clock.GetUtcNow();

        var planted = await attacks;
        var alerts = await AlertsAsync(copies.Cluster, planted);
        var runs = await copies.RunsAsync(began);
        var events = alerts.Distinct(StringComparer.Ordinal).Count();
        var gaps = runs.Zip(runs.Skip(1), (x, y) => y.Started - x.Started).ToList();
        var afterKill = runs.First(r => r.Instance != killed && r.Started > dead).Started - dead;
        var afterPause = runs.First(r => r.Instance != paused && r.Started > frozen).Started - frozen;
        var beats = runs.GroupBy(r => r.Beat(Beat)).ToList();
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Length.TotalMinutes} minutes, {runs.Count} runs ({string.Join(", ", runs.GroupBy(r => r.Instance).Select(g => $"{g.Key}: {g.Count()}"))}) on {beats.Count} beats of {Beat} s, {beats.Count(b => b.Count() > 1)} beats with more than one; "
                    + $"{planted} attacks, {alerts.Count} alerts, {alerts.Count - events} duplicates, {planted - events} lost; "
                    + $"fail-over {afterKill.TotalSeconds:F1} s after kill -9, {afterPause.TotalSeconds:F1} s after SIGSTOP of {(awake - frozen).TotalSeconds:F0} s; longest gap {gaps.Max().TotalSeconds:F1} s"
            )
        );
        Assert.Equal((planted, planted), (alerts.Count, events));
    }

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

    private static async Task<string> LastToRunAsync(SharingCopies copies) =>
        (await copies.RunsAsync(DateTimeOffset.MinValue, atLeast: 1))[^1].Instance;

    private static Task WaitAsync(TimeSpan time) => Task.Delay(time, Clock, TestContext.Current.CancellationToken);
}
