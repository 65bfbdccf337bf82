using Detections.Tests.Cluster;

namespace Detections.Tests.Scenarios;

public sealed class NoAlertIsWrittenTwiceTests
{
    [Fact]
    public async Task By_five_runs_over_one_window()
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = TestCluster.Now;
        await cluster.IndexAsync(Enumerable.Range(0, 7).Select(i => TestCluster.Attack(now.AddSeconds(-i))));
        using var product = cluster.CreateProduct();

        var created = new List<int>();
        for (var run = 0; run < 5; run++)
        {
            created.Add((await TestCluster.RunAsync(product)).Created);
        }

        Assert.Equal([7, 0, 0, 0, 0], created);
        Assert.Equal(7, (await cluster.AlertsAsync()).Count);
    }

    [Fact]
    public async Task By_a_copy_that_knows_nothing_of_the_runs_before()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)]);
        using (var first = cluster.CreateProduct())
        {
            await TestCluster.RunAsync(first);
        }

        using var second = cluster.CreateProduct(overrides: ("Runs:Instance", "another"));
        var report = await TestCluster.RunAsync(second);

        Assert.Equal((1, 0), (report.Duplicate, report.Created));
    }

    [Fact]
    public async Task By_two_processes_at_the_same_moment()
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = TestCluster.Now;
        await cluster.IndexAsync(Enumerable.Range(0, 90).Select(i => TestCluster.Attack(now.AddSeconds(-i))));
        // Neither writes before the other has found the same matches new.
        var bothAreAboutToWrite = new CountdownEvent(2);
        cluster.Proxy.Answer = async (request, _) =>
        {
            var isAlerts =
                request.Path.StartsWith("/_bulk", StringComparison.Ordinal)
                && request.Body!.Contains("detections-alerts", StringComparison.Ordinal);
            if (isAlerts && !bothAreAboutToWrite.IsSet)
            {
                bothAreAboutToWrite.Signal();
                await Task.Run(() => bothAreAboutToWrite.Wait(TimeSpan.FromSeconds(60)));
            }

            return false;
        };

        await using var a = StartProcess(cluster.Proxy.Url);
        await using var b = StartProcess(cluster.Proxy.Url);

        Assert.All(await Task.WhenAll(a.ExitAsync(), b.ExitAsync()), code => Assert.Equal(0, code));
        Assert.True(bothAreAboutToWrite.IsSet);
        Assert.Equal(90, (await cluster.AlertsAsync()).Count);
        var records = await cluster.SearchAsync("detections-runs-default", """{"term":{"kind":"run"}}""");
        Assert.Equal(90, records.Sum(r => r["_source"]!["created"]!.GetValue<int>()));
        Assert.Equal(90, records.Sum(r => r["_source"]!["duplicate"]!.GetValue<int>()));
        Assert.Equal(2, records.Count);
    }

    [Fact]
    public async Task Over_a_month_boundary()
    {
        await using var cluster = await TestCluster.StartAsync();
        var midnight = new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);
        cluster.Proxy.Date = () => midnight.AddMinutes(4);
        await cluster.IndexAsync([
            TestCluster.Attack(midnight.AddMinutes(-3)),
            TestCluster.Attack(midnight.AddSeconds(-1)),
            TestCluster.Attack(midnight),
            // Happened in one month, arrived in the next.
            TestCluster.Attack(midnight.AddMinutes(-1), ingested: midnight.AddMinutes(1)),
        ]);

        for (var run = 0; run < 5; run++)
        {
            using var product = cluster.CreateProduct();
            await TestCluster.RunAsync(product);
        }

        var alerts = await cluster.AlertsAsync();
        Assert.Equal(
            ["2026.11", "2026.11", "2026.12", "2026.12"],
            alerts.Select(a => a["_index"]!.GetValue<string>()[^7..]).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task For_an_event_whose_times_cannot_be_believed_over_a_month_boundary()
    {
        await using var cluster = await TestCluster.StartAsync();
        var midnight = new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);
        var now = midnight.AddMinutes(2);
        cluster.Proxy.Date = () => now;
        var attack = TestCluster.Attack(midnight.AddYears(-3));
        attack["event"]!["ingested"] = new System.Text.Json.Nodes.JsonArray(
            "2020-01-01T00:00:00Z",
            TestCluster.Text(midnight.AddMinutes(1))
        );
        await cluster.IndexAsync([attack]);
        using var product = cluster.CreateProduct();
        await TestCluster.RunAsync(product);
        now = midnight.AddMinutes(9);
        await TestCluster.RunAsync(product);

        Assert.Single(await cluster.AlertsAsync());
    }

    private static RunningProgram StartProcess(Uri cluster) =>
        RunningProgram.Start(["run", "--once"], ("Elasticsearch__Urls__0", cluster.ToString()));
}
