using Detections.Runs;
using Detections.Scheduling;
using Detections.Tests.Cluster;
using Microsoft.Extensions.DependencyInjection;

namespace Detections.Tests.Scenarios;

public sealed class TheScheduleTests
{
    [Theory]
    [InlineData("10s")]
    [InlineData("11s")]
    public async Task A_group_runs_at_once_and_then_again_and_again(string interval)
    {
        await using var cluster = await TestCluster.StartAsync();
        using var product = cluster.CreateScheduledProduct(($"Rules:Items:{TestCluster.RuleId}:interval", interval));
        var reports = new List<RunReport>();
        var twice = new TaskCompletionSource();
        product
            .Services.GetRequiredService<Generations>()
            .Listeners.Add(report =>
            {
                reports.Add(report);
                if (reports.Count == 2)
                {
                    twice.SetResult();
                }

                return Task.CompletedTask;
            });

        await product.StartAsync(TestContext.Current.CancellationToken);
        await twice.Task.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        await product.StopAsync(TestContext.Current.CancellationToken);

        Assert.All(reports, r => Assert.Equal(RunStatus.Succeeded, r.Status));
    }
}
