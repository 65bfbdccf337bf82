using System.Globalization;

namespace Detections.Tests.Faults;

/// <summary>
/// Random histories of events, faults, crashes, restarts, rollovers, rule edits and clocks that are set. `DETECTIONS_CAMPAIGN_RUNS` says how
/// many, `DETECTIONS_CAMPAIGN_SEED` which one to begin with.
/// </summary>
public sealed class CampaignTests(ITestOutputHelper output)
{
    private const int Few = 10;
    private const int AtOnce = 4;

    [Fact]
    public async Task However_much_breaks_the_alerts_are_those_that_the_events_make_due()
    {
        var runs = Number("DETECTIONS_CAMPAIGN_RUNS") ?? Few;
        var first = Number("DETECTIONS_CAMPAIGN_SEED") ?? 1;
        var counts = new HistoryCounts();
        var failed = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await Parallel.ForEachAsync(
            Enumerable.Range(first, runs),
            new ParallelOptions
            {
                MaxDegreeOfParallelism = AtOnce,
                CancellationToken = TestContext.Current.CancellationToken,
            },
            async (seed, _) =>
            {
                try
                {
                    counts.Add(await History.LiveAsync(seed));
                }
                catch (InvalidOperationException e)
                {
                    failed.Enqueue(e.ToString());
                }
            }
        );

        output.WriteLine($"Seeds {first} to {first + runs - 1}: {counts}");
        Assert.True(failed.IsEmpty, $"{failed.Count} of {runs} histories:\n{string.Join("\n\n", failed)}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Where_nothing_breaks_they_are_the_same(int seed)
    {
        var counts = await History.LiveAsync(seed, isCalm: true);

        Assert.Equal((0, 0), (counts["faults"], counts["crashes"]));
        Assert.True(counts["alerts"] > 0);
    }

    /// <summary>10: what waited, and its index was deleted. 84: a look-up that failed while a hole was closed.</summary>
    [Theory]
    [InlineData(10)]
    [InlineData(84)]
    [InlineData(600)]
    public async Task Histories_that_once_ended_badly_end_well(int seed)
    {
        var counts = await History.LiveAsync(seed);

        Assert.True(counts["faults"] > 0);
    }

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : null;
}
