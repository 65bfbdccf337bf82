using Detections.Tests.Cluster;

namespace Detections.Tests.Scenarios;

public sealed class EveryEventIsJudgedOnceTests
{
    [Fact]
    public async Task Also_when_ten_thousand_have_one_timestamp_and_pages_end_among_them()
    {
        await using var cluster = await TestCluster.StartAsync();
        var time = DateTimeOffset.UnixEpoch.AddSeconds(TestCluster.Now.ToUnixTimeSeconds() - 60);
        await cluster.IndexAsync(
            Enumerable
                .Range(0, 10_001)
                .Select(i => i % 200 == 0 ? TestCluster.Attack(time) : TestCluster.Harmless(time))
        );
        using var product = cluster.CreateProduct(overrides: ("Sweep:PageSize", "1000"));

        var report = await TestCluster.RunAsync(product);

        Assert.Equal(10_001, report.Events);
        Assert.Equal(11, report.Pages);
        Assert.Equal(51, report.Matched);
        Assert.Equal(51, (await cluster.AlertsAsync()).Count);
    }

    [Fact]
    public async Task What_is_indexed_while_a_run_pages_is_alerted_by_the_next()
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = TestCluster.Now;
        await cluster.IndexAsync(Enumerable.Range(0, 25).Select(i => TestCluster.Harmless(now.AddSeconds(-i - 5))));
        using var product = cluster.CreateProduct(overrides: ("Sweep:PageSize", "10"));
        var late = 0;
        cluster.Proxy.Answered = async request =>
        {
            if (request.Path.StartsWith("/_search", StringComparison.Ordinal) && Interlocked.Increment(ref late) == 1)
            {
                await cluster.IndexAsync([TestCluster.Attack(now.AddSeconds(-10))]);
            }
        };

        var first = await TestCluster.RunAsync(product);
        var second = await TestCluster.RunAsync(product);

        Assert.Equal((25, 0), (first.Events, first.Created));
        Assert.Equal((26, 1), (second.Events, second.Created));
    }

    [Fact]
    public async Task What_is_indexed_but_not_refreshed_is_alerted_by_the_next()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.SendAsync(
            HttpMethod.Put,
            $"{TestCluster.Stream}/_settings",
            """{"index":{"refresh_interval":"-1"}}"""
        );
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)], refresh: false);
        using var product = cluster.CreateProduct();

        var before = await TestCluster.RunAsync(product);
        await cluster.SendAsync(HttpMethod.Post, $"{TestCluster.Stream}/_refresh");
        var after = await TestCluster.RunAsync(product);

        Assert.Equal((0, 0), (before.Events, before.Created));
        Assert.Equal((1, 1), (after.Events, after.Created));
    }

    [Fact]
    public async Task What_arrives_in_a_backing_index_that_a_rollover_made_during_the_sweep_is_not_lost()
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = TestCluster.Now;
        await cluster.IndexAsync(Enumerable.Range(0, 25).Select(i => TestCluster.Attack(now.AddSeconds(-i - 5))));
        using var product = cluster.CreateProduct(overrides: ("Sweep:PageSize", "10"));
        var searches = 0;
        cluster.Proxy.Answered = async request =>
        {
            if (
                request.Path.StartsWith("/_search", StringComparison.Ordinal)
                && Interlocked.Increment(ref searches) == 1
            )
            {
                await cluster.SendAsync(HttpMethod.Post, $"{TestCluster.Stream}/_rollover");
                await cluster.IndexAsync([TestCluster.Attack(now)]);
            }
        };

        var first = await TestCluster.RunAsync(product);
        var second = await TestCluster.RunAsync(product);

        Assert.Equal(25, first.Created);
        Assert.Equal((25, 1), (second.Duplicate, second.Created));
        Assert.Equal(26, (await cluster.AlertsAsync()).Count);
    }

    [Fact]
    public async Task Also_when_the_rollover_comes_between_the_look_at_the_indices_and_the_point_in_time()
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = TestCluster.Now;
        using var product = cluster.CreateProduct();
        var resolved = 0;
        cluster.Proxy.Answered = async request =>
        {
            if (
                request.Path.StartsWith("/_resolve/index/logs-windows", StringComparison.Ordinal)
                && Interlocked.Increment(ref resolved) == 1
            )
            {
                await cluster.SendAsync(HttpMethod.Post, $"{TestCluster.Stream}/_rollover");
                await cluster.IndexAsync([TestCluster.Attack(now)]);
            }
        };

        var report = await TestCluster.RunAsync(product);

        Assert.Equal(1, report.Created);
    }
}
