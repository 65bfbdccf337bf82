using Detections.Runs;
using Detections.Tests.Cluster;
using Detections.Tests.Scheduling;
using Microsoft.Extensions.Time.Testing;

namespace Detections.Tests.Scenarios;

/// <summary>Windows go by the cluster's clock, whatever this machine's shows, and nothing that is still to come counts as searched.</summary>
public sealed class ClocksTests
{
    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(-1)]
    [InlineData(+24)]
    public async Task A_local_clock_that_is_set_in_the_middle_of_each_run_changes_nothing(int hours)
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = Noon;
        cluster.Proxy.Date = () => now;
        var local = new SteppedClock(Noon);
        cluster.Proxy.Answered = request =>
        {
            if (request.Path.Contains("/_pit", StringComparison.Ordinal))
            {
                local.Step(TimeSpan.FromHours(hours));
            }

            return Task.CompletedTask;
        };
        using var product = cluster.CreateProduct(local, ("Sweep:LateSweep", "0s"));

        for (var run = 0; run < 3; run++)
        {
            await cluster.IndexAsync([TestCluster.Attack(now.AddMinutes(-1))]);
            var report = await TestCluster.RunAsync(product);

            Assert.Equal((RunStatus.Succeeded, 1, TimeSpan.Zero), (report.Status, report.Created, report.Uncovered));
            Assert.Empty(report.CaughtUp);
            Assert.InRange(report.Finished, now, now.AddMinutes(4));
            now = now.AddMinutes(5);
        }

        var alerts = await cluster.AlertsAsync();
        Assert.All(alerts, a => Assert.InRange(a["_source"]!["@timestamp"]!.GetValue<DateTimeOffset>(), Noon, now));
    }

    [Fact]
    public async Task A_cluster_that_was_a_day_ahead_for_a_while_has_not_searched_the_day_that_is_still_to_come()
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = Noon;
        cluster.Proxy.Date = () => now;
        using var product = cluster.CreateProduct(new FakeTimeProvider(Noon));
        await TestCluster.RunAsync(product);
        now = Noon.AddDays(1);
        await TestCluster.RunAsync(product);
        now = Noon.AddMinutes(5);
        await TestCluster.RunAsync(product);

        // No run sees this while it is in the look-back.
        await cluster.IndexAsync([TestCluster.Attack(Noon.AddMinutes(20))]);
        now = Noon.AddMinutes(60);
        using var other = cluster.CreateProduct(new FakeTimeProvider(Noon), ("Runs:Instance", "another"));
        await cluster.SendAsync(HttpMethod.Post, "detections-state-default/_refresh");
        var report = await TestCluster.RunAsync(other);

        Assert.Equal((1, TimeSpan.Zero), (report.Created, report.Uncovered));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(25)]
    public async Task What_it_claimed_of_the_time_to_come_is_forgotten_by_the_same_copy_and_by_one_that_starts_then(
        int hours
    )
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = Noon;
        cluster.Proxy.Date = () => now;
        using var same = cluster.CreateProduct(new FakeTimeProvider(Noon));
        await TestCluster.RunAsync(same);
        now = Noon.AddHours(hours);
        await TestCluster.RunAsync(same);
        await cluster.SendAsync(HttpMethod.Post, "detections-state-default/_refresh");
        now = Noon.AddMinutes(5);
        await TestCluster.RunAsync(same);
        await cluster.IndexAsync([TestCluster.Attack(Noon.AddMinutes(9))]);

        // While the cluster is away nothing sees it.
        now = Noon.AddMinutes(10);
        cluster.Proxy.RefuseAll();
        await TestCluster.RunAsync(same);
        cluster.Proxy.LetThrough();
        now = Noon.AddMinutes(40);
        var report = await TestCluster.RunAsync(same);

        Assert.Equal((1, TimeSpan.Zero), (report.Created, report.Uncovered));
        Assert.Equal(TimeSpan.Zero, report.Lost);
    }

    [Fact]
    public async Task A_copy_that_starts_before_the_time_that_another_claimed_searches_it()
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = Noon;
        cluster.Proxy.Date = () => now;
        using (var first = cluster.CreateProduct(new FakeTimeProvider(Noon)))
        {
            await TestCluster.RunAsync(first);
            now = Noon.AddHours(1);
            await TestCluster.RunAsync(first);
        }

        await cluster.SendAsync(HttpMethod.Post, "detections-state-default/_refresh");
        await cluster.IndexAsync([TestCluster.Attack(Noon.AddMinutes(10))]);
        now = Noon.AddMinutes(40);
        using var second = cluster.CreateProduct(new FakeTimeProvider(Noon));

        Assert.Equal(1, (await TestCluster.RunAsync(second)).Created);
    }

    [Fact]
    public async Task A_cluster_whose_clock_is_set_back_an_hour_loses_nothing()
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = Noon;
        cluster.Proxy.Date = () => now;
        using var product = cluster.CreateProduct(new FakeTimeProvider(Noon));
        await TestCluster.RunAsync(product);
        now = Noon.AddHours(-1);
        await TestCluster.RunAsync(product);

        await cluster.IndexAsync([TestCluster.Attack(Noon.AddMinutes(-50))]);
        now = Noon.AddMinutes(-20);
        var report = await TestCluster.RunAsync(product);

        Assert.Equal((1, TimeSpan.Zero), (report.Created, report.Uncovered));
    }

    [Fact]
    public async Task Runs_go_on_over_the_second_in_which_32_bits_of_seconds_end()
    {
        await using var cluster = await TestCluster.StartAsync();
        var last = DateTimeOffset.FromUnixTimeSeconds(int.MaxValue);
        var now = last.AddMinutes(-5);
        cluster.Proxy.Date = () => now;
        using var product = cluster.CreateProduct(new FakeTimeProvider(now));
        await TestCluster.RunAsync(product);
        await cluster.IndexAsync([TestCluster.Attack(last), TestCluster.Attack(last.AddSeconds(1))]);

        now = last.AddMinutes(1);
        var report = await TestCluster.RunAsync(product);
        now = last.AddMinutes(6);
        var next = await TestCluster.RunAsync(product);

        Assert.Equal((2, 0), (report.Created, next.Created));
        Assert.Equal(TimeSpan.Zero, next.Uncovered);
        Assert.All(await cluster.AlertsAsync(), a => Assert.EndsWith("2038.01", a["_index"]!.GetValue<string>()));
    }
}
