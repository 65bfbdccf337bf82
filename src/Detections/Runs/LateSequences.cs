namespace Detections.Runs;

/// <summary>Looks, around what came late, for the sequences that it is a part of.</summary>
/// <param name="createTracker">Makes one that keeps only matches with something that came late.</param>
/// <param name="mayGoOn">Whether there is time for more.</param>
internal sealed class LateSequences(
    GroupRun group,
    LateJoins joins,
    Func<RuleRun, SequenceTracker> createTracker,
    Func<bool> mayGoOn
)
{
    /// <summary>Rules for which something is left to be looked for are unsettled.</summary>
    public async Task JoinAsync(Sweep late, IReadOnlyList<RuleRun> rules, CancellationToken cancellationToken)
    {
        var now = group.Plan.Live.Range.To;
        var slices = rules
            .SelectMany(r => r.Late?.Slices.Select(s => (Run: r, s.Place, s.Around)) ?? [])
            .GroupBy(s => s.Place, s => (s.Run, s.Around));
        var (failed, first) = (new HashSet<RuleRun>(), true);
        foreach (var slice in slices)
        {
            var (from, to) = (slice.Min(s => s.Around.From), slice.Max(s => s.Around.To));
            var range = new TimeRange(from, to < now ? to : now);
            var runs = slice.Select(s => s.Run).ToList();
            if (joins.IsDone(late.Range, range, runs))
            {
                continue;
            }

            // One at least, or a slow cluster would never get any further.
            if (group.Report.Unreachable || (!first && !mayGoOn()))
            {
                runs.ForEach(r => r.Unsettled = true);
                continue;
            }

            first = false;
            var before = runs.Where(r => r.Unsettled).ToList();
            runs.ForEach(r => r.Unsettled = false);
            await group.JoinLateAsync(range, slice.Key.Happened, runs, createTracker, cancellationToken);
            if (runs.Exists(r => r.Unsettled))
            {
                failed.UnionWith(runs.Where(r => r.Unsettled));
            }
            else
            {
                joins.HasDone(late.Range, range, runs);
            }

            before.ForEach(r => r.Unsettled = true);
        }

        if (failed.Count > 0 && !group.Report.Unreachable && !joins.HasFailed(late.Range, now))
        {
            GiveUp(late, failed);
        }

        TellLeftOut(late, rules);
    }

    private void GiveUp(Sweep late, HashSet<RuleRun> failed)
    {
        foreach (var run in failed)
        {
            run.Unsettled = false;
            group.Report.Warnings.Add(
                $"What arrived late from {late.Range.From:u} to {late.Range.To:u} was not joined to sequences of rule \"{run.Rule.Name}\": {LateJoins.Attempts} attempts to read around it failed. `detections backtest` finds what that hid"
            );
        }
    }

    private void TellLeftOut(Sweep late, IReadOnlyList<RuleRun> rules)
    {
        foreach (var run in rules)
        {
            if (run.Late?.TakeLeftOut() is { } leftOut)
            {
                group.Report.Warnings.Add(
                    $"Too much came late for rule \"{run.Rule.Name}\": sequences with what happened from {leftOut.From:u} to {leftOut.To:u} and arrived from {late.Range.From:u} to {late.Range.To:u} were not looked for. Allow more with Sweep:CatchUp"
                );
            }
        }
    }
}
