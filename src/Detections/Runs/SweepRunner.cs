using Detections.Matching;
using Detections.Rules;

namespace Detections.Runs;

/// <summary>Reads a range, writes what it found, and enters into the ledger what is proven by that.</summary>
internal sealed class SweepRunner(
    SweepJudge judge,
    StepMatcher matcher,
    AlertWriter writer,
    IAlertStore store,
    RuleGroup group,
    Ledger ledger,
    IReadOnlyList<RuleRun> rules,
    RunReport report
)
{
    public async Task RunAsync(Sweep sweep, SourceMap sources, CancellationToken cancellationToken)
    {
        foreach (var run in rules)
        {
            run.Unsettled = false;
        }

        var readable = sweep.Patterns.Where(p => sources[p].Indices.Count > 0).ToList();
        var complete = sweep.Patterns.Except(readable).ToList();
        complete.AddRange(await ReadAsync(sweep, readable, cancellationToken));
        Settle(sweep, [.. complete.Where(p => sources[p].ProvesSearched)]);
        await store.SaveLedgerAsync(group, ledger, cancellationToken);
    }

    /// <summary>One rule's trouble with its queue is not that of the rules behind it.</summary>
    public async Task DrainAsync(RuleRun run, CancellationToken cancellationToken)
    {
        try
        {
            await writer.DrainAsync(run, matcher, cancellationToken);
        }
        catch (ClusterException e)
        {
            report.Fail($"The queue of rule \"{run.Rule.Name}\" could not be worked off. {e.Message}", e);
        }
    }

    /// <summary>The patterns that were read completely.</summary>
    private async Task<IReadOnlyList<string>> ReadAsync(
        Sweep sweep,
        IReadOnlyList<string> patterns,
        CancellationToken cancellationToken
    )
    {
        if (patterns.Count == 0)
        {
            return [];
        }

        var failure = await TryReadAsync(sweep, patterns, cancellationToken);
        if (failure is null)
        {
            return patterns;
        }

        if (failure.Unreachable || patterns.Count == 1)
        {
            report.Fail($"Reading {string.Join(", ", patterns)} failed. {failure.Message}", failure);
            return [];
        }

        // One bad index fails the union. Alone, every healthy pattern still gets its turn.
        var complete = new List<string>();
        foreach (var pattern in patterns)
        {
            complete.AddRange(await ReadAsync(sweep, [pattern], cancellationToken));
        }

        return complete;
    }

    /// <summary>What was read is alerted, also when the rest could not be read.</summary>
    private async Task<ClusterException?> TryReadAsync(
        Sweep sweep,
        IReadOnlyList<string> patterns,
        CancellationToken cancellationToken
    )
    {
        ClusterException? failure = null;
        try
        {
            await judge.ReadAsync(sweep, patterns, cancellationToken);
        }
        catch (ClusterException e)
        {
            failure = e;
        }

        foreach (var run in rules)
        {
            try
            {
                await writer.WriteFreshAsync(run, cancellationToken);
            }
            catch (ClusterException e)
            {
                run.Unsettled = true;
                report.Fail($"Alerts of rule \"{run.Rule.Name}\" could not be written. {e.Message}", e);
            }
        }

        return failure;
    }

    private void Settle(Sweep sweep, IReadOnlyCollection<string> searched)
    {
        foreach (var run in rules.Where(r => !r.Unsettled && sweep.Rules.Contains(r.Rule)))
        {
            foreach (var pattern in run.Rule.Patterns.Where(searched.Contains))
            {
                ledger.Watch(run.Rule.RuleId, pattern, sweep.Proves.From).Searched.Add(sweep.Proves);
            }
        }
    }
}
