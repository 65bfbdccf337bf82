namespace Detections.Runs;

/// <summary>Takes over what the trackers of a run found, and tells what they could not find.</summary>
internal sealed class SequenceFinds(SweepJudge judge, RunReport report)
{
    /// <summary>False where it cannot be decided: an event that must be missing may be where reading failed.</summary>
    public async Task<bool> KeepFoundAsync(
        RuleRun run,
        SequenceTracker tracker,
        DateTimeOffset asOf,
        Sweep sweep,
        IReadOnlyCollection<string> searched,
        CancellationToken cancellationToken
    )
    {
        var readable = run.Rule.Patterns.Where(p => judge.Sources[p].Indices.Count > 0);
        if (run.Rule.Query.HasMissingEvents && !readable.All(searched.Contains))
        {
            return false;
        }

        try
        {
            await judge.KeepNewAsync(run, tracker.Settle(asOf), sweep, cancellationToken);
        }
        catch (ClusterException e)
        {
            run.Unsettled = true;
            report.Fail($"What rule \"{run.Rule.Name}\" found is left to a later run. {e.Message}", e);
        }

        return true;
    }

    /// <summary>What a limit or a late arrival kept from being judged in full is said in the run that met it.</summary>
    public void TellLimits(RuleRun run, SequenceTracker tracker)
    {
        var (tooOld, dropped) = tracker.TakeLimits();
        if (tooOld > 0)
        {
            report.Warnings.Add(
                $"{tooOld} events arrived too late to be a part of what rule \"{run.Rule.Name}\" looks for"
                    + (
                        run.Late is null
                            ? ""
                            : "; the late sweep looks for what those are a part of that say when they arrived"
                    )
            );
        }

        if (dropped > 0)
        {
            report.Warnings.Add(
                $"Rule \"{run.Rule.Name}\" had more events to keep than it may: {dropped} were let go, and sequences that began with them are not found. Allow it more with Sweep:MemoryBudget"
            );
        }
    }
}
