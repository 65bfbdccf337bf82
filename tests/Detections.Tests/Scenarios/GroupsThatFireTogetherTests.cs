using Detections.Runs;
using Detections.Scheduling;
using Detections.Tests.Cluster;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Detections.Tests.Scenarios;

/// <summary>Groups with different look-backs over the same indices: the longest window is read, once, and serves all.</summary>
public sealed class GroupsThatFireTogetherTests
{
    [Fact]
    public async Task A_page_is_read_once_for_all_groups_and_each_judges_its_own_window_only()
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = TestCluster.Now;
        await cluster.IndexAsync([TestCluster.Attack(now.AddMinutes(-30)), TestCluster.Attack(now.AddMinutes(-3))]);
        using var product = cluster.CreateProduct(clock: null, Hourly("hourly", "logs-endpoint.events.*"));

        var reports = await RunAllAsync(product);

        Assert.Equal(2, reports.Count);
        Assert.All(reports, r => Assert.Equal(RunStatus.Succeeded, r.Status));
        Assert.Equal([1, 2], reports.OrderBy(r => r.Created).Select(r => r.Created));
        Assert.Equal(2, Opened(cluster).Count);
        Assert.Single(Opened(cluster), p => p.Contains("logs-endpoint.events.*", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_group_has_its_own_ledger_and_report_when_reading_fails()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now.AddMinutes(-3))]);
        using var product = cluster.CreateProduct(clock: null, Hourly("hourly", "logs-endpoint.events.*"));
        cluster.Proxy.Answer = async (request, context) =>
        {
            var isBroken =
                request.Path.Contains("_pit", StringComparison.Ordinal)
                && request.Path.Contains("logs-endpoint", StringComparison.Ordinal);
            if (isBroken)
            {
                await ClusterProxy.Refuse(context, 400);
            }

            return isBroken;
        };
        var failed = await RunAllAsync(product);
        cluster.Proxy.LetThrough();
        var next = await RunAllAsync(product);

        Assert.All(failed, r => Assert.Equal(RunStatus.Failed, r.Status));
        Assert.All(failed, r => Assert.True(r.Uncovered > TimeSpan.Zero));
        Assert.All(next, r => Assert.Equal((1, TimeSpan.Zero), (r.Created, r.Uncovered)));
    }

    [Fact]
    public async Task A_bad_index_of_one_group_does_not_keep_another_from_reading_its_own()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now.AddMinutes(-3))]);
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now.AddMinutes(-3))], "logs-other-default");
        using var product = cluster.CreateProduct(clock: null, Hourly("hourly", "logs-*"));
        cluster.Proxy.Answer = async (request, context) =>
        {
            var isBroken =
                request.Path.Contains("/_pit", StringComparison.Ordinal)
                && (
                    request.Path.StartsWith("/logs-*", StringComparison.Ordinal)
                    || request.Path.Contains("logs-other", StringComparison.Ordinal)
                );
            if (isBroken)
            {
                await ClusterProxy.Refuse(context, 400);
            }

            return isBroken;
        };

        var reports = await RunAllAsync(product);

        Assert.Equal(
            [(RunStatus.Succeeded, 1, false), (RunStatus.Failed, 1, true)],
            reports.Select(r => (r.Status, r.Created, r.Uncovered > TimeSpan.Zero)).OrderBy(r => r.Status)
        );
    }

    [Fact]
    public async Task On_schedule_they_fire_together_too()
    {
        await using var cluster = await TestCluster.StartAsync();
        using var product = cluster.CreateScheduledProduct(Hourly("hourly", "logs-endpoint.events.*"));
        var reports = new List<string>();
        var all = new TaskCompletionSource();
        product
            .Services.GetRequiredService<Generations>()
            .Listeners.Add(report =>
            {
                reports.Add(report.Group);
                if (reports.Count == 2)
                {
                    all.TrySetResult();
                }

                return Task.CompletedTask;
            });
        await product.StartAsync(TestContext.Current.CancellationToken);
        await all.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await product.StopAsync(TestContext.Current.CancellationToken);

        Assert.Single(Opened(cluster), p => p.Contains("logs-endpoint.events.*", StringComparison.Ordinal));
    }

    private static (string Key, string Value)[] Hourly(string id, string index) =>
        [
            .. TestCluster
                .Rule(id, "process where process.parent.name == \"UMWorkerProcess.exe\"", index)
                .Where(s => !s.Key.EndsWith(":from", StringComparison.Ordinal)),
            ($"Rules:Items:{id}:interval", "1h"),
            ($"Rules:Items:{id}:from", "now-2h"),
        ];

    private static IReadOnlyList<string> Opened(TestCluster cluster) =>
        [.. cluster.Proxy.Requests.Select(r => r.Path).Where(p => p.Contains("_pit?", StringComparison.Ordinal))];

    private static async Task<IReadOnlyList<RunReport>> RunAllAsync(IHost product)
    {
        var generations = product.Services.GetRequiredService<Generations>();
        var groups = generations.Configuration.Rules.Groups.Select(g => g.Name).ToList();
        return await generations
            .RunAsync(groups, TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
    }
}
