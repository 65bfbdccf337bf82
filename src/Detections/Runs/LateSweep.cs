namespace Detections.Runs;

/// <summary>
/// Looks through what has left the look-back, once for all groups that fire together and look through the same. Holes come first: a group
/// that has some waits for another run.
/// </summary>
internal static class LateSweep
{
    public static async Task RunAsync(
        IReadOnlyCollection<(GroupRunner Runner, GroupRun Run)> firing,
        Func<bool> mayGoOn,
        CancellationToken cancellationToken
    )
    {
        var groups = firing.Where(g => g.Run.Plan.Late.Count > 0 && !g.Run.Plan.CatchUp.Any()).ToList();
        var ranges = groups.SelectMany(g => g.Run.Plan.Late).Select(s => s.Range).Distinct().OrderBy(r => r.From);
        foreach (var range in ranges.ToList().TakeWhile(_ => mayGoOn()))
        {
            var sharing = groups
                .SelectMany(g => g.Run.Plan.Late.Where(s => s.Range == range).Select(s => (Group: g, Sweep: s)))
                .ToList();
            // One group may have several sweeps of a range, by what of it was swept before.
            while (sharing.DistinctBy(s => s.Group).ToList() is { Count: > 0 } once)
            {
                await RunAsync(once, groups, cancellationToken);
                sharing.RemoveAll(s => once.Contains(s) || !groups.Contains(s.Group));
            }
        }
    }

    private static async Task RunAsync(
        List<((GroupRunner Runner, GroupRun Run) Group, Sweep Sweep)> sharing,
        List<(GroupRunner Runner, GroupRun Run)> groups,
        CancellationToken cancellationToken
    )
    {
        foreach (var (group, sweep) in sharing)
        {
            group.Run.EnterLate(sweep, isShared: sharing.Count > 1);
        }

        var patterns = sharing.SelectMany(s => s.Group.Run.Readable(s.Sweep)).Distinct(StringComparer.Ordinal);
        var complete = await sharing[0]
            .Group.Runner.ReadAsync(
                [.. patterns],
                sharing[0].Sweep,
                [.. sharing.Select(s => s.Group.Run)],
                cancellationToken
            );
        foreach (var (group, sweep) in sharing)
        {
            if (!await group.Runner.CompleteLateAsync(group.Run, sweep, complete, cancellationToken))
            {
                groups.Remove(group);
            }
        }
    }
}
