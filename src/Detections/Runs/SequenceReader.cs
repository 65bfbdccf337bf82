namespace Detections.Runs;

/// <summary>Reads what the sequences of a run need beside its sweeps: what they may have begun with, and what continues them.</summary>
internal sealed class SequenceReader(GroupRun run, SweepReader reader)
{
    /// <summary>What sequences in the live window may have begun with.</summary>
    public async Task ReadHistoryAsync(CancellationToken cancellationToken)
    {
        foreach (var sweep in run.Plan.History)
        {
            run.Judge.Enter(sweep, run.LastingTrackers(sweep.Rules), isShared: false);
            var readable = run.Readable(sweep).ToList();
            var complete = await reader.ReadAsync(readable, sweep, [run], cancellationToken);
            HasRead(sweep, sweep.Range, sweep.Patterns.Except(readable).Concat(complete));
        }

        HasRead(run.Plan.Live, run.Plan.Live.Proves, run.LivePatternsRead);
    }

    /// <summary>
    /// A sequence may go on before the event that it is known by is read: events come index by index, and some come late. Once such events
    /// are known, what continues them is read.
    /// </summary>
    /// <param name="patterns">Those that were read.</param>
    /// <returns>The patterns of which something is lacking all the same.</returns>
    public async Task<IReadOnlyCollection<string>> ReadContinuationsAsync(
        IReadOnlyDictionary<RuleRun, SequenceTracker> trackers,
        Func<SequenceTracker, TimeRange> rangeOf,
        IReadOnlyCollection<string> patterns,
        ArrivalField? by,
        CancellationToken cancellationToken
    )
    {
        var lacking = new HashSet<string>(StringComparer.Ordinal);
        // What arrived since may begin another.
        while (trackers.Where(t => t.Value.LacksEvents).ToDictionary() is { Count: > 0 } again)
        {
            var range = again.Values.Select(rangeOf).MinBy(r => r.From);
            lacking.UnionWith(await ReadContinuationAsync(range, again, patterns, by, cancellationToken));
        }

        return lacking;
    }

    private async Task<IReadOnlyList<string>> ReadContinuationAsync(
        TimeRange range,
        Dictionary<RuleRun, SequenceTracker> trackers,
        IReadOnlyCollection<string> patterns,
        ArrivalField? by,
        CancellationToken cancellationToken
    )
    {
        foreach (var tracker in trackers.Values)
        {
            tracker.BeginReadingAgain();
        }

        var sweep = new Sweep(
            SweepPurpose.Continuation,
            range,
            range,
            [.. trackers.Keys.SelectMany(r => r.Rule.Patterns).Distinct(StringComparer.Ordinal)],
            [.. trackers.Keys.Select(r => r.Rule)]
        )
        {
            By = by,
        };
        run.Judge.Enter(sweep, trackers, isShared: false);
        var readable = run.Readable(sweep).Intersect(patterns, StringComparer.Ordinal).ToList();
        var complete = await reader.ReadAsync(readable, sweep, [run], cancellationToken);
        List<string> lacking =
        [
            .. sweep.Patterns.Except(patterns, StringComparer.Ordinal),
            .. readable.Except(complete, StringComparer.Ordinal),
        ];
        foreach (var tracker in trackers.Values)
        {
            tracker.EndReadingAgain();
            lacking.ForEach(tracker.HasNotRead);
        }

        return lacking;
    }

    private void HasRead(Sweep sweep, TimeRange range, IEnumerable<string> patterns)
    {
        var read = patterns.ToHashSet(StringComparer.Ordinal);
        foreach (var tracker in run.LastingTrackers(sweep.Rules).Values)
        {
            foreach (var pattern in tracker.Rule.Patterns.Where(read.Contains))
            {
                tracker.HasRead(pattern, range);
            }
        }
    }
}
