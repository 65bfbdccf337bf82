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
    LateJoins joins,
    RunReport report
)
{
    private readonly SequenceFinds _finds = new(judge, report);
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
        await Sequences.ReadHistoryAsync(cancellationToken);
        var trackers = LastingTrackers(group.Rules);
        var lacking = await Sequences.ReadContinuationsAsync(
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
            await Sequences.ReadContinuationsAsync(trackers, _ => sweep.Range, searched, sweep.By, cancellationToken)
        );
        foreach (var run in touched)
        {
            if (trackers.TryGetValue(run, out var tracker))
            {
                var isDecided = await _finds.KeepFoundAsync(
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
                _finds.TellLimits(run, tracker);
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
        Func<bool> mayGoOn,
        CancellationToken cancellationToken
    )
    {
        foreach (var run in Judged(sweep))
        {
            await WriteAsync(run, cancellationToken);
        }

        var late = new LateSequences(this, joins, createTracker, mayGoOn);
        await late.JoinAsync(sweep, [.. Judged(sweep)], cancellationToken);
        var searched = sweep.Patterns.Except(Readable(sweep)).Concat(complete).ToHashSet(StringComparer.Ordinal);
        var lacking = Lacking(sweep, searched);
        foreach (var pattern in sweep.Patterns.Except(lacking, StringComparer.Ordinal))
        {
            ledger.HasSweptLate(group.Name, pattern, sweep.Range.To);
        }

        if (lacking.Count == 0)
        {
            joins.Forget(sweep.Range);
        }

        await SaveLedgerAsync(cancellationToken);
        return lacking;
    }

    /// <summary>Reads what happened in a range, and writes the sequences that something which came late is a part of.</summary>
    public async Task JoinLateAsync(
        TimeRange range,
        ArrivalField happened,
        IReadOnlyList<RuleRun> runs,
        Func<RuleRun, SequenceTracker> createTracker,
        CancellationToken cancellationToken
    )
    {
        var sweep = new Sweep(
            SweepPurpose.LateSequences,
            range,
            range,
            [.. runs.SelectMany(r => r.Rule.Patterns).Distinct(StringComparer.Ordinal)],
            [.. runs.Select(r => r.Rule)]
        )
        {
            By = happened,
        };
        var trackers = runs.ToDictionary(r => r, createTracker);
        try
        {
            judge.Enter(sweep, trackers, isShared: false);
            var searched = await SearchAsync(sweep, cancellationToken);
            await SettleAsync(runs, trackers, sweep, searched, cancellationToken);
            foreach (var run in runs)
            {
                // Behind a remote cluster that is away nothing is found to be read.
                run.Unsettled |= !run.Rule.Patterns.All(p => searched.Contains(p) && judge.Sources[p].ProvesSearched);
            }
        }
        finally
        {
            Release(trackers);
        }
    }

    /// <summary>Whether what came late may be looked for, or has to wait after it failed.</summary>
    public bool MayLookForLate(Sweep late) => joins.MayTry(late.Range, plan.Live.Range.To);

    private SequenceReader Sequences => new(this, reader);

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

    private async Task CompleteSequencesAsync(
        RuleRun run,
        SequenceTracker tracker,
        IReadOnlyCollection<string> searched,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        tracker.WatchFrom(HistoryPlan.WatchesSince(tracker.Timing, now, plan.Live.Range));
        var isDecided = await _finds.KeepFoundAsync(run, tracker, now, plan.Live, searched, cancellationToken);
        await WriteAsync(run, cancellationToken);
        _finds.TellLimits(run, tracker);
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

    public Dictionary<RuleRun, SequenceTracker> LastingTrackers(IReadOnlyList<Rule> of)
    {
        var wanted = of.ToHashSet();
        return rules.Where(r => r.Tracker is not null && wanted.Contains(r.Rule)).ToDictionary(r => r, r => r.Tracker!);
    }
}
