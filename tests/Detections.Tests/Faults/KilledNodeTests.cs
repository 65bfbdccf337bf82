namespace Detections.Tests.Faults;

/// <summary>The embedded node is killed as a request reaches it, and comes back with its file. The product goes on, to the same alerts.</summary>
public sealed class KilledNodeTests(ITestOutputHelper output)
{
    private const int Few = 8;

    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_it_acknowledged_is_there_when_it_comes_back(bool isDone)
    {
        await using var node = await NodeProcess.StartAsync();
        await using var world = await World.StartAsync(Noon, node);
        await world.PlantAsync(KillScenario.Events(Noon));
        var (requests, undisturbed) = await LiveAsync(world, node, "undisturbed", point: 0, isDone);
        var points = KillPoints.Choose(requests, Few);
        foreach (var point in points)
        {
            var (_, state) = await LiveAsync(world, node, $"point-{point}", point, isDone);
            Assert.Equal((point, undisturbed.ToString()), (point, state.ToString()));
        }

        output.WriteLine(
            $"Killed at {points.Count} of {requests} requests, each {(isDone ? "done and its answer lost" : "not done")}; the alerts were equal each time."
        );
    }

    private static async Task<(int Requests, KillScenario.EndState State)> LiveAsync(
        World world,
        NodeProcess node,
        string space,
        int point,
        bool isDone
    )
    {
        world.Now = Noon;
        var number = 0;
        var restart = Task.CompletedTask;
        world.Meddle = async request =>
        {
            if (Interlocked.Increment(ref number) != point)
            {
                return false;
            }

            if (isDone)
            {
                await request.ForwardAsync();
            }

            await (restart = node.KillAndRestartAsync());
            request.Context.Abort();
            return true;
        };
        using var copy = world.CreateCopy("one", KillScenario.Settings(space));
        // One more than an undisturbed copy needs, for what the node could not be asked when it was away.
        for (var run = 1; run <= KillScenario.Runs + 1; run++)
        {
            await copy.RunAsync(copy.Configuration.Rules.Groups.Select(g => g.Name));
            // The product may have lost patience first.
            await restart;
            world.Now += TimeSpan.FromMinutes(5);
        }

        return (number, await KillScenario.EndStateAsync(world, space));
    }
}
