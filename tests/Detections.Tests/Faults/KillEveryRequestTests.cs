using System.Collections.Concurrent;
using Detections.Runs;
using Detections.Tests.Cluster;

namespace Detections.Tests.Faults;

/// <summary>
/// The product dies as one of its requests reaches the cluster, is started again, and ends with the alerts of one that lived. Here it is
/// abandoned in its process, which for the cluster is the same.
/// </summary>
public sealed class KillEveryRequestTests(ITestOutputHelper output)
{
    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whatever_request_it_dies_at_the_alerts_are_those_of_an_undisturbed_run(bool isDone)
    {
        await using var world = await World.StartAsync(Noon);
        await world.PlantAsync(KillScenario.Events(Noon));
        var recorded = new ConcurrentDictionary<int, RecordedRequest>();
        var undisturbed = await LiveAsync(
            world,
            "undisturbed",
            (number, request) => !recorded.TryAdd(number, request),
            isDone
        );
        Assert.Equal(
            world.Expected.Select(e => e.Id).Order(StringComparer.Ordinal),
            undisturbed.State.Settled.Order(StringComparer.Ordinal)
        );

        var points = new SortedDictionary<RequestKind, int>();
        var different = new List<string>();
        foreach (var point in recorded.Where(r => !isDone || RequestKinds.Writes(r.Value)).Select(r => r.Key).Order())
        {
            var died = await LiveAsync(world, $"point-{point}", (number, _) => number == point, isDone);
            if (died.At is { } kind)
            {
                points[kind] = points.GetValueOrDefault(kind) + 1;
                if (died.State.ToString() != undisturbed.State.ToString())
                {
                    different.Add($"request {point}, {kind}:\n{died.State}");
                }
            }
        }

        Assert.True(different.Count == 0, $"{undisturbed.State}\nbut {string.Join('\n', different)}");
        output.WriteLine(
            $"Died at {points.Values.Sum()} of {undisturbed.Requests} requests, {(isDone ? "each done, its answer lost" : "none of them done")}; the alerts were equal each time."
        );
        foreach (var (kind, count) in points)
        {
            output.WriteLine($"{kind, -12} {count, 4}");
        }

        Assert.InRange(points.Values.Sum(), isDone ? 10 : 100, undisturbed.Requests);
    }

    private static async Task<(int Requests, RequestKind? At, KillScenario.EndState State)> LiveAsync(
        World world,
        string space,
        Func<int, RecordedRequest, bool> kills,
        bool isDone
    )
    {
        world.Now = Noon;
        var settings = KillScenario.Settings(space).ToList();
        var copy = world.CreateCopy("one", settings);
        var number = 0;
        RequestKind? at = null;
        world.Meddle = async request =>
        {
            if (!kills(Interlocked.Increment(ref number), request.Request))
            {
                return false;
            }

            at = RequestKinds.Of(request.Request);
            if (isDone)
            {
                await request.ForwardAsync();
            }

            world.Crash(copy);
            return false;
        };

        try
        {
            for (var run = 1; ; run++)
            {
                var reports = await copy.RunAsync(copy.Configuration.Rules.Groups.Select(g => g.Name));
                if (copy.HasCrashed)
                {
                    copy.Dispose();
                    copy = world.CreateCopy("one", settings);
                    // A start takes longer than a refresh.
                    await world.AlertsAsync(space);
                    await copy.RunAsync(copy.Configuration.Rules.Groups.Select(g => g.Name));
                }
                else if (run >= KillScenario.Runs && reports.All(IsSettled))
                {
                    break;
                }

                Assert.InRange(run, 1, KillScenario.Runs + 3);
                world.Now += TimeSpan.FromMinutes(5);
            }
        }
        finally
        {
            copy.Dispose();
        }

        return (number, at, await KillScenario.EndStateAsync(world, space));
    }

    private static bool IsSettled(RunReport report) =>
        report is { Status: RunStatus.Succeeded, QueueLength: null or 0 } && report.Uncovered == TimeSpan.Zero;
}
