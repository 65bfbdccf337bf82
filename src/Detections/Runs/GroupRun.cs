using Detections.Rules;

namespace Detections.Runs;

/// <summary>One firing of one group: its plan, its rules, and who judges and writes for it.</summary>
internal sealed class GroupRun(
    RuleGroup group,
    Ledger ledger,
    SweepPlan plan,
    IReadOnlyList<RuleRun> rules,
    SweepJudge judge,
    AlertWriter writer,
    IAlertStore store,
    SweepReader reader,
    RunReport report
)
{
    private int _saves;

    public RuleGroup Group => group;

    public SweepPlan Plan => plan;

    public SweepJudge Judge => judge;

    public RunReport Report => report;

    public IReadOnlyList<RuleRun> Rules => rules;

    /// <summary>The patterns of the live window that were read completely, by whomever.</summary>
    public IReadOnlyCollection<string> LivePatternsRead { get; set; } = [];

    public IReadOnlyList<string> ReadablePatterns => [.. Readable(plan.Live)];

    /// <summary>The fields by which its rules say when an event arrived.</summary>
    public IReadOnlyList<ArrivalField> Arrival { get; } = [.. group.Rules.Select(ArrivalField.Of).Distinct()];

    public bool Wants(IEnumerable<string> patterns) => patterns.Any(p => group.Patterns.Contains(p));

    public void EnterLive(bool isShared) => judge.Enter(plan.Live, LastingTrackers(group.Rules), isShared);

    /// <summary>Nothing that was read can be relied on.</summary>
    public void Abandon()
    {
        LivePatternsRead = [];
        foreach (var run in rules)
        {
            run.Tracker?.Reset();
        }
    }

    /// <summary>Writes what the live window holds; then sees to what sequences may have begun with, and writes those.</summary>
    public async Task CompleteLiveAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var run in rules.Where(r => r.Tracker is null))
        {
            await WriteAsync(run, cancellationToken);
        }

        Prove(rules.Where(r => r.Tracker is null), plan.Live.Proves, LivePatternsRead);
        await ReadHistoryAsync(cancellationToken);
        var trackers = LastingTrackers(group.Rules);
        var lacking = await ReadContinuationsAsync(
            trackers,
            t => t.Retained(plan.Live.Range.To),
            LivePatternsRead,
            by: null,
            cancellationToken
        );
        HashSet<string> searched = [.. LivePatternsRead.Except(lacking, StringComparer.Ordinal)];
        foreach (var (run, tracker) in trackers)
        {
            await CompleteSequencesAsync(run, tracker, searched, now, cancellationToken);
        }

        await SaveLedgerAsync(cancellationToken);
    }

    /// <summary>Reads a part of a hole and settles it by itself.</summary>
    /// <returns>The patterns of which something could not be read, or what was found could not be kept.</returns>
    public async Task<IReadOnlyCollection<string>> CatchUpAsync(
        Sweep sweep,
        Func<RuleRun, SequenceTracker> createTracker,
        CancellationToken cancellationToken
    )
    {
        var touched = Judged(sweep).ToList();
        var trackers = touched.Where(r => r.Tracker is not null).ToDictionary(r => r, createTracker);
        foreach (var tracker in trackers.Values)
        {
            tracker.WatchFrom(sweep.Proves.From);
        }

        try
        {
            return await CatchUpAsync(sweep, touched, trackers, cancellationToken);
        }
        finally
        {
            Release(trackers);
        }
    }

    /// <summary>They hold a part of what all may.</summary>
    private static void Release(Dictionary<RuleRun, SequenceTracker> trackers)
    {
        foreach (var tracker in trackers.Values)
        {
            tracker.Reset();
        }
    }

    private async Task<IReadOnlyCollection<string>> CatchUpAsync(
        Sweep sweep,
        List<RuleRun> touched,
        Dictionary<RuleRun, SequenceTracker> trackers,
        CancellationToken cancellationToken
    )
    {
        touched.ForEach(r => r.Unsettled = false);
        judge.Enter(sweep, trackers, isShared: false);
        var searched = await SearchAsync(sweep, cancellationToken);
        await SettleAsync(touched, trackers, sweep, searched, cancellationToken);
        Prove(touched, sweep.Proves, searched);
        await SaveLedgerAsync(cancellationToken);
        return Lacking(sweep, searched);
    }

    /// <summary>Sees to what sequences in the range go on with, and writes what was found there.</summary>
    private async Task SettleAsync(
        IReadOnlyCollection<RuleRun> touched,
        IReadOnlyDictionary<RuleRun, SequenceTracker> trackers,
        Sweep sweep,
        HashSet<string> searched,
        CancellationToken cancellationToken
    )
    {
        searched.ExceptWith(
            await ReadContinuationsAsync(trackers, _ => sweep.Range, searched, sweep.By, cancellationToken)
        );
        foreach (var run in touched)
        {
            if (trackers.TryGetValue(run, out var tracker))
            {
                var isDecided = await KeepFoundAsync(
                    run,
                    tracker,
                    // A clock that is ahead must not put the end of a match off: only what must be missing needs time to pass.
                    run.Rule.Query.HasMissingEvents
                        ? sweep.Range.To
                        : DateTimeOffset.MaxValue,
                    sweep,
                    searched,
                    cancellationToken
                );
                // What was set while waiting must not be forgotten.
                run.Unsettled |= !isDecided;
                TellLimits(run, tracker);
            }

            await WriteAsync(run, cancellationToken);
        }
    }

    public void EnterLate(Sweep sweep, bool isShared)
    {
        foreach (var run in Judged(sweep))
        {
            run.Unsettled = false;
            run.Late?.Clear();
        }

        judge.Enter(sweep, new Dictionary<RuleRun, SequenceTracker>(), isShared);
    }

    /// <summary>Writes what was found of what has left the look-back.</summary>
    /// <param name="complete">The patterns that were read completely, by whomever.</param>
    /// <returns>The patterns of which something is lacking, so that nothing later of them may count as swept.</returns>
    public async Task<IReadOnlyCollection<string>> CompleteLateAsync(
        Sweep sweep,
        IReadOnlyCollection<string> complete,
        Func<RuleRun, SequenceTracker> createTracker,
        CancellationToken cancellationToken
    )
    {
        foreach (var run in Judged(sweep))
        {
            await WriteAsync(run, cancellationToken);
        }

        await JoinLateAsync(sweep, createTracker, cancellationToken);

        var searched = sweep.Patterns.Except(Readable(sweep)).Concat(complete).ToHashSet(StringComparer.Ordinal);
        var lacking = Lacking(sweep, searched);
        foreach (var pattern in sweep.Patterns.Except(lacking, StringComparer.Ordinal))
        {
            ledger.HasSweptLate(group.Name, pattern, sweep.Range.To);
        }

        await SaveLedgerAsync(cancellationToken);
        return lacking;
    }

    /// <summary>Reads what happened around the late events of sequences, and writes the sequences that they are a part of.</summary>
    private async Task JoinLateAsync(
        Sweep late,
        Func<RuleRun, SequenceTracker> createTracker,
        CancellationToken cancellationToken
    )
    {
        var slices = Judged(late)
            .SelectMany(r => r.Late?.Slices.Select(s => (Run: r, s.Place, s.Around)) ?? [])
            .GroupBy(s => s.Place, s => (s.Run, s.Around));
        foreach (var slice in slices)
        {
            var (from, to) = (slice.Min(s => s.Around.From), slice.Max(s => s.Around.To));
            var now = plan.Live.Range.To;
            var range = new TimeRange(from, to < now ? to : now);
            var runs = slice.Select(s => s.Run).ToList();
            var sweep = new Sweep(
                SweepPurpose.LateSequences,
                range,
                range,
                [.. runs.SelectMany(r => r.Rule.Patterns).Distinct(StringComparer.Ordinal)],
                [.. runs.Select(r => r.Rule)]
            )
            {
                By = slice.Key.Happened,
            };
            var trackers = runs.ToDictionary(r => r, createTracker);
            try
            {
                judge.Enter(sweep, trackers, isShared: false);
                var searched = await SearchAsync(sweep, cancellationToken);
                await SettleAsync(runs, trackers, sweep, searched, cancellationToken);
                foreach (var run in runs)
                {
                    run.Unsettled |= !run.Rule.Patterns.All(searched.Contains);
                }
            }
            finally
            {
                Release(trackers);
            }
        }

        foreach (var run in Judged(late))
        {
            if (run.Late?.TakeLeftOut() is { } leftOut)
            {
                report.Warnings.Add(
                    $"Too much came late for rule \"{run.Rule.Name}\": sequences with what happened from {leftOut.From:u} to {leftOut.To:u} and arrived from {late.Range.From:u} to {late.Range.To:u} were not looked for. Allow more with Sweep:CatchUp"
                );
            }
        }
    }

    private HashSet<string> Lacking(Sweep sweep, HashSet<string> searched)
    {
        var unsettled = Judged(sweep).Where(r => r.Unsettled).SelectMany(r => r.Rule.Patterns);
        return
        [
            .. sweep.Patterns.Where(p => !searched.Contains(p)),
            .. unsettled.Intersect(sweep.Patterns, StringComparer.Ordinal),
        ];
    }

    /// <summary>Spends what is left of each cap on the queue. One rule's trouble with its queue is not that of the rules behind it.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        foreach (var run in rules)
        {
            try
            {
                await writer.DrainAsync(run, judge, cancellationToken);
            }
            catch (ClusterException e)
            {
                report.Fail($"The queue of rule \"{run.Rule.Name}\" could not be worked off. {e.Message}", e);
            }
        }
    }

    private async Task ReadHistoryAsync(CancellationToken cancellationToken)
    {
        foreach (var sweep in plan.History)
        {
            judge.Enter(sweep, LastingTrackers(sweep.Rules), isShared: false);
            var readable = Readable(sweep).ToList();
            var complete = await reader.ReadAsync(readable, sweep, [this], cancellationToken);
            HasRead(sweep, sweep.Range, sweep.Patterns.Except(readable).Concat(complete));
        }

        HasRead(plan.Live, plan.Live.Proves, LivePatternsRead);
    }

    /// <summary>
    /// A sequence may go on before the event that it is known by is read: events come index by index, and some come late. Once such events
    /// are known, what continues them is read.
    /// </summary>
    /// <param name="patterns">Those that were read.</param>
    /// <returns>The patterns of which something is lacking all the same.</returns>
    private async Task<IReadOnlyCollection<string>> ReadContinuationsAsync(
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
        judge.Enter(sweep, trackers, isShared: false);
        var readable = Readable(sweep).Intersect(patterns, StringComparer.Ordinal).ToList();
        var complete = await reader.ReadAsync(readable, sweep, [this], cancellationToken);
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
        foreach (var tracker in LastingTrackers(sweep.Rules).Values)
        {
            foreach (var pattern in tracker.Rule.Patterns.Where(read.Contains))
            {
                tracker.HasRead(pattern, range);
            }
        }
    }

    private async Task CompleteSequencesAsync(
        RuleRun run,
        SequenceTracker tracker,
        IReadOnlyCollection<string> searched,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        tracker.WatchFrom(HistoryPlan.WatchesSince(tracker.Timing, now, plan.Live.Range));
        var isDecided = await KeepFoundAsync(run, tracker, now, plan.Live, searched, cancellationToken);
        await WriteAsync(run, cancellationToken);
        TellLimits(run, tracker);
        if (run.Unsettled)
        {
            tracker.Reset();
        }
        else if (isDecided)
        {
            ProveSequences(tracker, now);
        }
    }

    private void ProveSequences(SequenceTracker tracker, DateTimeOffset now)
    {
        var decided = Seconds.Floor(now - tracker.Timing.Delay);
        foreach (var pattern in tracker.Rule.Patterns.Where(LivePatternsRead.Contains))
        {
            if (judge.Sources[pattern].ProvesSearched && tracker.KnownSince(pattern, plan.Live.Proves.To) is { } since)
            {
                var from = since + tracker.Timing.Context;
                var watched = tracker.WatchesSince > from ? tracker.WatchesSince.Value : from;
                ledger
                    .Watch(tracker.Rule.RuleId, pattern, plan.Live.Range.From)
                    .Searched.Add(new(watched, decided < plan.Live.Proves.To ? decided : plan.Live.Proves.To));
            }
        }
    }

    /// <summary>False where it cannot be decided: an event that must be missing may be where reading failed.</summary>
    private async Task<bool> KeepFoundAsync(
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
    private void TellLimits(RuleRun run, SequenceTracker tracker)
    {
        var (tooOld, dropped) = tracker.TakeLimits();
        if (tooOld > 0)
        {
            report.Warnings.Add(
                $"{tooOld} events arrived too late to be a part of what rule \"{run.Rule.Name}\" looks for"
                    + (run.Late is null ? "" : "; the late sweep looks for what they are a part of")
            );
        }

        if (dropped > 0)
        {
            report.Warnings.Add(
                $"Rule \"{run.Rule.Name}\" had more events to keep than it may: {dropped} were let go, and sequences that began with them are not found. Allow it more with Sweep:MemoryBudget"
            );
        }
    }

    private async Task WriteAsync(RuleRun run, CancellationToken cancellationToken)
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

    private void Prove(IEnumerable<RuleRun> settled, TimeRange proves, IReadOnlyCollection<string> searched)
    {
        foreach (var run in settled.Where(r => !r.Unsettled))
        {
            foreach (var pattern in run.Rule.Patterns.Where(searched.Contains))
            {
                if (judge.Sources[pattern].ProvesSearched)
                {
                    ledger.Watch(run.Rule.RuleId, pattern, proves.From).Searched.Add(proves);
                }
            }
        }
    }

    /// <summary>The patterns of which all is read now; those too behind which nothing stands.</summary>
    private async Task<HashSet<string>> SearchAsync(Sweep sweep, CancellationToken cancellationToken)
    {
        var readable = Readable(sweep).ToList();
        var complete = await reader.ReadAsync(readable, sweep, [this], cancellationToken);
        return sweep.Patterns.Except(readable).Concat(complete).ToHashSet(StringComparer.Ordinal);
    }

    private Task SaveLedgerAsync(CancellationToken cancellationToken) =>
        store.SaveLedgerAsync(group, ledger, $"{report.RunId}/{++_saves}", cancellationToken);

    private IEnumerable<RuleRun> Judged(Sweep sweep) => rules.Where(r => sweep.Rules.Contains(r.Rule));

    public IEnumerable<string> Readable(Sweep sweep) => sweep.Patterns.Where(p => judge.Sources[p].Indices.Count > 0);

    private Dictionary<RuleRun, SequenceTracker> LastingTrackers(IReadOnlyList<Rule> of)
    {
        var wanted = of.ToHashSet();
        return rules.Where(r => r.Tracker is not null && wanted.Contains(r.Rule)).ToDictionary(r => r, r => r.Tracker!);
    }
}
