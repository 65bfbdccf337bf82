using Detections.Runs;
using Detections.Tests.Cluster;

namespace Detections.Tests.Faults;

/// <summary>One kind of request fails in one way, twice so that asking again does not help, while a hole is closed. The next runs make up for it.</summary>
public sealed class OneFaultTests
{
    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(FaultKind.ResetAfter)]
    [InlineData(FaultKind.CutUnseen)]
    [InlineData(FaultKind.Forbidden)]
    [InlineData(FaultKind.NotFound)]
    [InlineData(FaultKind.InternalError)]
    [InlineData(FaultKind.ShardFailed)]
    [InlineData(FaultKind.TimedOut)]
    [InlineData(FaultKind.ItemsBusy)]
    [InlineData(FaultKind.ItemsRefused)]
    internal async Task Whatever_request_fails_while_a_hole_is_closed_its_alerts_come_with_a_later_run(FaultKind fault)
    {
        await using var world = await World.StartAsync(Noon);
        await world.PlantAsync(KillScenario.Events(Noon.AddMinutes(20)));
        var kinds = Enum.GetValues<RequestKind>().Where(k => FaultInjector.Possible(k).Contains(fault));
        foreach (var kind in kinds)
        {
            var alerts = await LiveAsync(world, kind, fault);
            Assert.Equal(
                (kind, string.Join('\n', world.Expected.Select(e => e.Id).Order(StringComparer.Ordinal))),
                (kind, string.Join('\n', alerts))
            );
        }
    }

    [Fact]
    public async Task An_answer_that_something_else_gives_in_the_clusters_place_does_not_pass_for_there_is_no_index()
    {
        await using var world = await World.StartAsync(Noon);
        using var copy = world.CreateCopy("one", []);
        world.Meddle = async request =>
        {
            if (RequestKinds.Of(request.Request) != RequestKind.Resolve)
            {
                return false;
            }

            await request.ReplyAsync(new(404, "text/plain", "default backend - 404"u8.ToArray()));
            return true;
        };

        var report = Assert.Single(await copy.RunAsync(copy.Configuration.Rules.Groups.Select(g => g.Name)));

        Assert.Equal(RunStatus.Failed, report.Status);
        Assert.Equal(
            $"GET /_resolve/index/logs-endpoint.events.* was not answered by Elasticsearch at {world.Cluster.Proxy.Url}~{copy.Sender}/: 404 with \"default backend - 404\", which Elasticsearch would have explained in JSON. Check the address and its path in Elasticsearch:Urls, and the proxy or load balancer in between",
            Assert.Single(report.Failures)
        );
    }

    [Fact]
    public async Task What_waits_is_alerted_though_its_index_was_deleted()
    {
        await using var world = await World.StartAsync(Noon);
        await world.PlantAsync([
            .. Enumerable
                .Range(1, 5)
                .Select(i => new PlantedEvent(
                    World.Endpoint,
                    WorldRules.Attack,
                    "mallory",
                    Noon - TimeSpan.FromSeconds(i)
                )),
        ]);
        using var copy = world.CreateCopy("one", [($"Rules:Items:{TestCluster.RuleId}:max_signals", "3")]);
        var groups = copy.Configuration.Rules.Groups.Select(g => g.Name).ToList();
        await copy.RunAsync(groups);
        await world.Cluster.SendAsync(HttpMethod.Post, $"{World.Endpoint}/_rollover");
        await world.Cluster.SendAsync(HttpMethod.Delete, world.Expected[0].Events[0].Index);
        world.Now += TimeSpan.FromMinutes(5);

        var report = Assert.Single(await copy.RunAsync(groups));

        Assert.Equal((RunStatus.Succeeded, 2, 0L), (report.Status, report.Created, report.QueueLength));
        Assert.Equal(
            world.Expected.Select(e => e.Id).Order(StringComparer.Ordinal),
            (await world.AlertsAsync("default")).Keys.Order(StringComparer.Ordinal)
        );
    }

    /// <returns>The ids of what became of the events, in order.</returns>
    private static async Task<IReadOnlyList<string>> LiveAsync(World world, RequestKind kind, FaultKind fault)
    {
        var space = kind.ToString().ToLowerInvariant();
        world.Now = Noon;
        world.Meddle = _ => Task.FromResult(false);
        using var copy = world.CreateCopy("one", KillScenario.Settings(space));
        var groups = copy.Configuration.Rules.Groups.Select(g => g.Name).ToList();
        await copy.RunAsync(groups);
        var number = 0;
        world.Meddle = async request =>
        {
            if (RequestKinds.Of(request.Request) != kind || Interlocked.Increment(ref number) > 2)
            {
                return false;
            }

            await FaultInjector.InjectAsync(request, fault, RepeatableRandom.Of((int)kind, (int)fault));
            return true;
        };
        // Behind the look-back, so that it is a hole by now.
        world.Now = Noon.AddMinutes(45);
        await copy.RunAsync(groups);
        world.Meddle = _ => Task.FromResult(false);
        await copy.RetryRejectedAsync();
        for (var run = 0; run < KillScenario.Runs; run++)
        {
            world.Now += TimeSpan.FromMinutes(10);
            await copy.RunAsync(groups);
        }

        var (alerts, suppressed, waiting) = await world.SettledAsync(space);
        Assert.Empty(waiting);
        return [.. alerts.Union(suppressed).Order(StringComparer.Ordinal)];
    }
}
