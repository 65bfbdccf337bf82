using System.Runtime.CompilerServices;

namespace Detections.Runs;

/// <summary>Runs groups that are due together, each with a report of its own. Their windows are read once.</summary>
internal static class GroupFiring
{
    /// <summary>The reports, each as soon as its group is done; the most frequent groups first, since theirs are waited for.</summary>
    public static async IAsyncEnumerable<RunReport> RunAsync(
        IEnumerable<GroupRunner> due,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var runners = due.OrderBy(r => r.Group.Interval).ToList();
        if (runners.Count == 0)
        {
            yield break;
        }

        var matchers = runners[0].Matchers;
        var matcher = matchers.Take();
        try
        {
            await foreach (
                var report in RunAsync(runners, new(runners[0].Source, matcher, runners[0].Sweep), cancellationToken)
            )
            {
                yield return report;
            }
        }
        finally
        {
            matchers.Return(matcher);
        }
    }

    private static async IAsyncEnumerable<RunReport> RunAsync(
        List<GroupRunner> runners,
        FiringSources sources,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var runs = new List<(GroupRunner Runner, RunReport Report, GroupRun? Run)>();
        foreach (var runner in runners)
        {
            var report = runner.Begin();
            runs.Add((runner, report, await runner.PrepareAsync(report, sources, cancellationToken)));
        }

        var ready = runs.Select(r => r.Run).OfType<GroupRun>().ToList();
        if (ready.Count > 0)
        {
            await runners[0].ReadLiveAsync(ready, cancellationToken);
        }

        foreach (var (runner, _, run) in runs.Where(r => r.Run is not null))
        {
            await runner.CompleteLiveAsync(run!, cancellationToken);
        }

        var started = runners[0].Timestamp();
        await LateSweep.RunAsync(
            [.. runs.Where(r => r.Run is { Report.Unreachable: false }).Select(r => (r.Runner, r.Run!))],
            () => runners[0].HasTime(started, groups: 1),
            cancellationToken
        );
        foreach (var (runner, report, run) in runs)
        {
            if (run is not null)
            {
                await runner.CatchUpAsync(run, runs.Count, cancellationToken);
            }

            await runner.EndAsync(report, cancellationToken);
            yield return report;
        }
    }
}
