namespace Detections.Runs;

/// <summary>
/// Looks through what has left the look-back, once for all groups that fire together and look through the same. While a group has holes, it
/// looks through no more than one range in a run.
/// </summary>
internal static class LateSweep
{
    public static async Task RunAsync(
        IReadOnlyCollection<(GroupRunner Runner, GroupRun Run)> firing,
        Func<bool> mayGoOn,
        CancellationToken cancellationToken
    )
    {
        var failed = new HashSet<(GroupRun Run, string Pattern)>();
        var due = firing.SelectMany(g => Due(g.Run).Select(s => (Group: g, Sweep: s))).ToList();
        var ranges = due.Select(d => d.Sweep.Range).Distinct().OrderBy(r => r.From).ThenBy(r => r.To).ToList();
        foreach (var range in ranges.TakeWhile(_ => mayGoOn()))
        {
            var sharing = due.Where(d => d.Sweep.Range == range)
                .Select(d =>
                    (
                        d.Group,
                        Sweep: d.Sweep with
                        {
                            Patterns = [.. d.Sweep.Patterns.Where(p => !failed.Contains((d.Group.Run, p)))],
                        }
                    )
                )
                .Where(d => d.Sweep.Patterns.Count > 0)
                .ToList();
            // A group has several sweeps of a range where it had swept different patterns up to different times.
            while (sharing.DistinctBy(s => s.Group.Run).ToList() is { Count: > 0 } once)
            {
                foreach (var (run, lacking) in await RunAsync(once, mayGoOn, cancellationToken))
                {
                    failed.UnionWith(lacking.Select(p => (run, p)));
                }

                sharing.RemoveAll(once.Contains);
            }
        }
    }

    private static IEnumerable<Sweep> Due(GroupRun run)
    {
        var first = run.Plan.Late.Select(s => s.Range.From).DefaultIfEmpty().Min();
        if (!run.Plan.Late.Where(s => s.Range.From == first).All(run.MayLookForLate))
        {
            return [];
        }

        return run.Plan.Late.Where(s => s.Range.From == first || !run.Plan.CatchUp.Any());
    }

    private static async Task<IReadOnlyList<(GroupRun Run, IReadOnlyCollection<string> Lacking)>> RunAsync(
        List<((GroupRunner Runner, GroupRun Run) Group, Sweep Sweep)> sharing,
        Func<bool> mayGoOn,
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
        var lacking = new List<(GroupRun, IReadOnlyCollection<string>)>();
        foreach (var (group, sweep) in sharing)
        {
            lacking.Add(
                (
                    group.Run,
                    await group.Runner.CompleteLateAsync(group.Run, sweep, complete, mayGoOn, cancellationToken)
                )
            );
        }

        return lacking;
    }
}
