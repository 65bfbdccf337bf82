using Detections.Tests.Cluster;

namespace Detections.Tests.Faults;

/// <summary>The same as <see cref="KillEveryRequestTests"/> with processes that are killed in earnest.</summary>
public sealed class KilledProcessTests(ITestOutputHelper output)
{
    private const int Few = 8;

    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_process_that_is_killed_at_a_request_is_made_up_for_by_the_next()
    {
        await using var world = await World.StartAsync(Noon);
        await world.PlantAsync(KillScenario.Events(Noon));
        var (requests, undisturbed) = await LiveAsync(world, "undisturbed", point: 0);
        var points = KillPoints.Choose(requests, Few);
        foreach (var point in points)
        {
            var (_, state) = await LiveAsync(world, $"point-{point}", point);
            Assert.Equal((point, undisturbed.ToString()), (point, state.ToString()));
        }

        output.WriteLine($"Killed at {points.Count} of {requests} requests; the alerts were equal each time.");
    }

    /// <summary>The first run is that of a process, and of another where it was killed; the rest is worked off here.</summary>
    private static async Task<(int Requests, KillScenario.EndState State)> LiveAsync(
        World world,
        string space,
        int point
    )
    {
        world.Now = Noon;
        var number = 0;
        var started = new TaskCompletionSource<RunningProgram>(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Meddle = async request =>
        {
            if (Interlocked.Increment(ref number) == point)
            {
                world.Silence(request.Sender);
                await (await started.Task).KillAsync();
            }

            return false;
        };
        await using (var program = Start(world, space, "first"))
        {
            started.SetResult(program);
            var exit = await program.ExitAsync();
            Assert.True(point > 0 || exit == 0, program.Output);
        }

        var requests = number;
        if (point > 0)
        {
            Assert.True(requests >= point, $"There was no request {point} to be killed at");
            // A start takes longer than a refresh.
            await world.AlertsAsync(space);
            await using var program = Start(world, space, "second");
            Assert.True(await program.ExitAsync() == 0, program.Output);
        }

        using var copy = world.CreateCopy("one", KillScenario.Settings(space));
        for (var run = 2; run <= KillScenario.Runs; run++)
        {
            world.Now += TimeSpan.FromMinutes(5);
            await copy.RunAsync(copy.Configuration.Rules.Groups.Select(g => g.Name));
        }

        return (requests, await KillScenario.EndStateAsync(world, space));
    }

    private static RunningProgram Start(World world, string space, string life) =>
        RunningProgram.Start(
            ["run", "--once"],
            [
                ("Elasticsearch__Urls__0", $"{world.Cluster.Proxy.Url}~{space}-{life}/"),
                ("Runs__Instance", "one"),
                .. KillScenario
                    .Settings(space)
                    .Select(s => (s.Key.Replace(":", "__", StringComparison.Ordinal), s.Value)),
            ]
        );
}
