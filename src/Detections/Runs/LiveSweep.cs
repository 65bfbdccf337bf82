namespace Detections.Runs;

/// <summary>
/// Reads the windows of groups that fire together. They all end now, so the longest contains the others: what it reads is judged for them
/// too, and they read only the indices that it does not reach.
/// </summary>
internal static class LiveSweep
{
    public static async Task ReadAsync(
        IReadOnlyCollection<GroupRun> runs,
        SweepReader reader,
        CancellationToken cancellationToken
    )
    {
        var longestFirst = runs.OrderByDescending(r => r.Group.Lookback).ToList();
        var read = new List<string>();
        for (var i = 0; i < longestFirst.Count; i++)
        {
            var run = longestFirst[i];
            var served = longestFirst[i..];
            foreach (var other in served)
            {
                other.EnterLive(isShared: other != run);
            }

            var own = run.ReadablePatterns.Where(p => !IsRead(p, run.Judge.Sources, read, longestFirst)).ToList();
            // What could not be read whole is tried again for who wants less of it.
            var live = run.Plan.Live;
            var widest = live with
            {
                Stamped = live.Stamped with { From = served.Min(r => r.Plan.Live.Stamped.From) },
                Unstamped = live.Unstamped with { From = served.Min(r => r.Plan.Live.Unstamped.From) },
            };
            read.AddRange(await reader.ReadAsync(own, widest, served, cancellationToken));
            run.LivePatternsRead =
            [
                .. run.Plan.Live.Patterns.Where(p => IsRead(p, run.Judge.Sources, read, longestFirst)),
            ];
        }
    }

    /// <summary>By itself, or because other patterns that were read whole reach all its indices.</summary>
    private static bool IsRead(
        string pattern,
        SourceMap sources,
        IReadOnlyCollection<string> read,
        IReadOnlyCollection<GroupRun> runs
    ) =>
        read.Contains(pattern)
        || sources[pattern].Indices.All(i => read.Any(p => runs.Any(r => r.Judge.Sources.Holds(p, i))));
}
