using Detections.Tests.Cluster;

namespace Detections.Tests.Faults;

/// <summary>Copies that do not know of each other raise one alert for what is alike, and count on it what each has found, once.</summary>
public sealed class SuppressionBetweenCopiesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Each has looked, and found no alert, before either says whose it is to be.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_faster_of_two_copies_raises_the_alert_and_the_other_counts_on_it(bool firstIsFaster)
    {
        await using var world = await World.StartAsync(Noon);
        using var first = Create(world, "first");
        using var second = Create(world, "second");
        var atFirst = new Barrier(first);
        var atSecond = new Barrier(second);
        world.Meddle = async request =>
        {
            if (Writes(request.Request, "\"_id\":\"suppressing-"))
            {
                await atFirst.PassAsync(request);
                await atSecond.PassAsync(request);
            }

            return false;
        };

        await world.PlantAsync([Like(-120)]);
        var running = new[] { RunAsync(first), Task.CompletedTask };
        await atFirst.ReachedAsync(running[0]);
        // What it finds besides is older, so that the two would not choose the same.
        await world.PlantAsync([Like(-150), Like(-100)]);
        running[1] = RunAsync(second);
        await atSecond.ReachedAsync(running[1]);
        foreach (var (barrier, run) in Order(firstIsFaster, (atFirst, running[0]), (atSecond, running[1])))
        {
            barrier.Open();
            await run;
        }

        await AssertOneAlertAsync(world, others: 2);
        world.Now += TimeSpan.FromMinutes(5);
        await RunAsync(first);
        await AssertOneAlertAsync(world, others: 2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_alert_of_a_copy_that_is_slow_or_dead_is_written_by_who_needs_it(bool isDead)
    {
        await using var world = await World.StartAsync(Noon);
        using var slow = Create(world, "slow");
        using var other = Create(world, "other");
        var atAlert = new Barrier(slow);
        world.Meddle = async request =>
        {
            if (Writes(request.Request, "\"_index\":\"detections-alerts-"))
            {
                await atAlert.PassAsync(request);
            }

            return false;
        };

        await world.PlantAsync([Like(-120)]);
        var running = RunAsync(slow);
        await atAlert.ReachedAsync(running);
        if (isDead)
        {
            world.Crash(slow);
        }

        // What the slow one has found is none of the other's business any more: it begins to watch now.
        world.Now += TimeSpan.FromMinutes(30);
        await world.PlantAsync([Like(1700)]);
        await RunAsync(other);
        var alert = Assert.Single(await world.AlertsAsync("default"));
        Assert.Equal(world.Expected[0].Id, alert.Key);
        atAlert.Open();
        await running;

        await AssertOneAlertAsync(world, others: 1);
    }

    /// <summary>Of an alert in the index that cannot be searched yet.</summary>
    [Fact]
    public async Task The_next_run_need_not_find_the_alert_by_searching()
    {
        await using var world = await World.StartAsync(Noon);
        using var copy = Create(world, "one");
        await world.PlantAsync([Like(-120)]);
        await RunAsync(copy);
        await world.Cluster.SendAsync(
            HttpMethod.Put,
            "detections-alerts-default/_settings",
            """{"index":{"refresh_interval":"-1"}}"""
        );
        foreach (var second in (int[])[-60, -30])
        {
            await world.PlantAsync([Like(second)]);
            world.Now += TimeSpan.FromMinutes(1);
            await RunAsync(copy);
        }

        await AssertOneAlertAsync(world, others: 2);
    }

    private static async Task AssertOneAlertAsync(World world, int others)
    {
        var state = await KillScenario.EndStateAsync(world, "default");
        Assert.EndsWith($" stands for {others} more", Assert.Single(state.Alerts), StringComparison.Ordinal);
        Assert.Equal(
            world.Expected.Select(e => e.Id).Order(StringComparer.Ordinal),
            state.Settled.Order(StringComparer.Ordinal)
        );
    }

    private static ProductCopy Create(World world, string instance) =>
        world.CreateCopy(instance, WorldRules.Settings(cap: 10, new HashSet<string>(StringComparer.Ordinal)));

    private static PlantedEvent Like(int second) => new(World.Windows, "like.exe", "mallory", Noon.AddSeconds(second));

    private static async Task RunAsync(ProductCopy copy)
    {
        var reports = await copy.RunAsync(copy.Configuration.Rules.Groups.Select(g => g.Name));
        Assert.Empty(reports.SelectMany(r => r.Failures));
    }

    private static bool Writes(RecordedRequest request, string what) =>
        request.Path == "/_bulk" && request.Body!.Contains(what, StringComparison.Ordinal);

    private static T[] Order<T>(bool isInOrder, T first, T second) => isInOrder ? [first, second] : [second, first];

    /// <summary>Holds a copy up from its first such request on.</summary>
    private sealed class Barrier(ProductCopy copy)
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task PassAsync(ProxiedRequest request)
        {
            if (request.Sender == copy.Sender)
            {
                _reached.TrySetResult();
                await _open.Task;
            }
        }

        /// <param name="run">What should come there, and may end before.</param>
        public async Task ReachedAsync(Task run)
        {
            await Task.WhenAny(_reached.Task, run);
            Assert.True(_reached.Task.IsCompleted, "The run ended without the request that is waited for");
        }

        public void Open() => _open.TrySetResult();
    }
}
