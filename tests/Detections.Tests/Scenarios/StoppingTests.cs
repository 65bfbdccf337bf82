using Detections.Tests.Cluster;

namespace Detections.Tests.Scenarios;

public sealed class StoppingTests
{
    [Fact]
    public async Task A_run_in_progress_ends_before_the_program_does()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs the signals of Linux or macOS");
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)]);
        var paging = new TaskCompletionSource();
        var stopping = new TaskCompletionSource();
        cluster.Proxy.Answered = async request =>
        {
            if (request.Path.StartsWith("/_search", StringComparison.Ordinal))
            {
                paging.TrySetResult();
                await stopping.Task;
            }
        };

        await using var program = RunningProgram.Start(
            ["run"],
            ("Elasticsearch__Urls__0", cluster.Proxy.Url.ToString())
        );
        await paging.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await program.TerminateAsync();
        stopping.SetResult();

        Assert.Equal(0, await program.ExitAsync());
        Assert.Single(await cluster.AlertsAsync());
        Assert.Single(await cluster.SearchAsync("detections-runs-default", """{"term":{"kind":"run"}}"""));
    }
}
