using Detections.Matching;
using Detections.Rules;
using Detections.Settings;

namespace Detections.Runs;

/// <summary>Runs one group again and again; between runs it remembers what was searched, also when it could not be saved.</summary>
internal sealed class GroupRunner(
    RuleGroup group,
    AppSettings settings,
    EventMatcherPool matchers,
    IEventSource source,
    IAlertStore store,
    LedgerMemory memory,
    SequenceMemory sequences,
    TimeProvider clock,
    RunLog log
)
{
    private readonly RunClosing _closing = new(group, matchers.Rules, store, log);
    private readonly Ledger _ledger = new();
    private readonly MatchFactory _matches = new(settings.Alerts);
    private readonly SweepReader _reader = new(source, settings.Sweep.PreFilter);
    private readonly Dictionary<string, SequenceTracker> _trackers = new(StringComparer.Ordinal);
    private readonly SliceBackOff _backOff = new(group.Interval);
    private readonly LateJoins _lateJoins = new(group.Interval);
    private DateTimeOffset _now;
    private DateTimeOffset? _lookedBack;
    private bool _tailOnly;

    public RuleGroup Group => group;

    public IEventSource Source => source;

    public EventMatcherPool Matchers => matchers;

    public SweepSettings Sweep => settings.Sweep;

    public RunReport Begin()
    {
        memory.RecallInto(_ledger, group);
        return new(Guid.NewGuid().ToString(), group.Name) { Started = clock.GetUtcNow() };
    }

    /// <summary>Finds out what there is to do; null where that failed, which the report tells.</summary>
    public async Task<GroupRun?> PrepareAsync(
        RunReport report,
        FiringSources firing,
        CancellationToken cancellationToken
    )
    {
        GroupRun? run = null;
        await GuardAsync([report], async () => run = await PlanAsync(report, firing, cancellationToken));
        return run;
    }

    /// <summary>Reads the windows of several groups, this one's among them.</summary>
    public async Task ReadLiveAsync(IReadOnlyCollection<GroupRun> runs, CancellationToken cancellationToken)
    {
        var isRead = false;
        await GuardAsync(
            [.. runs.Select(r => r.Report)],
            async () =>
            {
                await LiveSweep.ReadAsync(runs, _reader, cancellationToken);
                isRead = true;
            }
        );
        foreach (var run in runs.Where(_ => !isRead))
        {
            run.Abandon();
        }
    }

    /// <summary>Writes what the window held.</summary>
    public Task CompleteLiveAsync(GroupRun run, CancellationToken cancellationToken) =>
        GuardAsync([run.Report], () => run.CompleteLiveAsync(_now, cancellationToken));

    /// <summary>Catches up on holes, then works the queues off.</summary>
    /// <param name="groups">How many have to be done before they are due again.</param>
    public Task CatchUpAsync(GroupRun run, int groups, CancellationToken cancellationToken) =>
        GuardAsync(
            [run.Report],
            async () =>
            {
                var started = clock.GetTimestamp();
                // Nothing can be caught up while the cluster does not answer, and the next run must not wait for this one.
                foreach (
                    var slice in run.Plan.CatchUp.TakeWhile(_ => !run.Report.Unreachable && HasTime(started, groups))
                )
                {
                    await CatchUpAsync(run, slice, cancellationToken);
                }

                Tell(run);
                LagWarning.Add(run.Report, group, settings.Sweep);
                await run.DrainAsync(cancellationToken);
            }
        );

    public long Timestamp() => clock.GetTimestamp();

    /// <summary>Whether what was begun may go on, so that the next run need not wait for it.</summary>
    public bool HasTime(long started, int groups) => clock.GetElapsedTime(started) < group.Interval / 2 / groups;

    /// <summary>Reads for several groups, this one's among them. The patterns that were read completely.</summary>
    public async Task<IReadOnlyList<string>> ReadAsync(
        IReadOnlyList<string> patterns,
        Sweep sweep,
        IReadOnlyList<GroupRun> runs,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<string> complete = [];
        await GuardAsync(
            [.. runs.Select(r => r.Report)],
            async () => complete = await _reader.ReadAsync(patterns, sweep, runs, cancellationToken)
        );
        return complete;
    }

    /// <returns>The patterns of which something is lacking.</returns>
    public async Task<IReadOnlyCollection<string>> CompleteLateAsync(
        GroupRun run,
        Sweep sweep,
        IReadOnlyCollection<string> complete,
        Func<bool> mayGoOn,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyCollection<string> lacking = sweep.Patterns;
        await GuardAsync(
            [run.Report],
            async () =>
                lacking = await run.CompleteLateAsync(
                    sweep,
                    complete,
                    r => CreateTracker(r.Position, sequences.Passing, r.WatchedSince),
                    mayGoOn,
                    cancellationToken
                )
        );
        return lacking;
    }

    private async Task CatchUpAsync(GroupRun run, Sweep slice, CancellationToken cancellationToken)
    {
        var lacking = await run.CatchUpAsync(
            slice,
            r => CreateTracker(r.Position, sequences.Passing),
            cancellationToken
        );
        _backOff.HasSucceeded(slice.Proves, slice.Patterns.Except(lacking, StringComparer.Ordinal));
        _backOff.HasFailed(slice.Proves, lacking, _now);
        if (lacking.Count == 0)
        {
            run.Report.CaughtUp.Add(slice.Range);
        }
    }

    public async Task EndAsync(RunReport report, CancellationToken cancellationToken)
    {
        await _closing.TidyAsync(report, cancellationToken);
        if (!_tailOnly && report.Status != RunStatus.Failed)
        {
            _lookedBack = report.Started;
        }

        report.Finished = clock.GetUtcNow();
        memory.Remember(_ledger);
        CoverageReport.Tell(report, _ledger, group, settings.Sweep);
        await _closing.SendAsync(report, cancellationToken);
        log.Tell(report);
    }

    private void Tell(GroupRun run)
    {
        foreach (var rule in run.Rules)
        {
            rule.Report.Excepted = matchers.Rules.Excepted[rule.Position];
        }

        var crowded = run.Rules.Where(r => r.LetGo > 0).ToList();
        if (crowded.MaxBy(r => r.LetGo) is { } most)
        {
            run.Report.Warnings.Add(
                $"{crowded.Sum(r => r.LetGo)} matches of {crowded.Count} rules, most of them of \"{most.Rule.Name}\", were let go, because more matches waited to be written than the run may keep. Their time counts as not searched, and they are found again. Allow it more with Sweep:MemoryBudget"
            );
        }

        if (run.Report.SetAsideCount > 0)
        {
            run.Report.Warnings.Add(
                $"{run.Report.SetAsideCount} documents could not be judged, such as {run.Report.SetAside[0]}"
            );
        }
    }

    private async Task GuardAsync(IReadOnlyCollection<RunReport> reports, Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (ClusterException e)
        {
            foreach (var report in reports)
            {
                report.Fail(e.Message, e);
            }

            ResetTrackers();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A bug must not end the schedule, nor go unseen: the run counts as failed and its time as unsearched.
            foreach (var report in reports)
            {
                report.Fail(FailureKind.Unexpected, $"Unexpected {e.GetType().Name}: {e.Message}");
            }

            ResetTrackers();
            log.Unexpected(group.Name, e);
        }
    }

    private async Task<GroupRun> PlanAsync(RunReport report, FiringSources firing, CancellationToken cancellationToken)
    {
        _now = matchers.Rules.Now = await NowAsync(firing, cancellationToken);
        foreach (var position in group.Rules.Select(matchers.PositionOf))
        {
            matchers.Rules.Excepted[position] = 0;
            report.Warnings.AddRange(matchers.Rules.ProblemsOf(position));
        }

        report.Started = _now;
        report.Window = SweepPlan.Window(group, _now);
        Watch(report.Window.From);
        memory.ForgetAfter(_now);
        _ledger.ForgetAfter(_now);
        _ledger.Merge(await store.LoadLedgerAsync(group, cancellationToken), group.Watches);
        CoverageReport.GiveUpBefore(Earlier(_now - settings.Sweep.CatchUp, report.Window.From), _ledger, report);

        var queues = await store.QueueLengthsAsync(group.Rules, cancellationToken);
        var rules = group
            .Rules.Select(r => new RuleRun(
                r,
                matchers.PositionOf(r),
                report.Rule(r),
                queues.GetValueOrDefault(r.RuleId),
                settings.Queue.Limit,
                firing.WaitingMatches
            )
            {
                Tracker = r.IsEventRule ? null : LastingTracker(r),
                Late =
                    r.IsEventRule || settings.Sweep.LateSweep == TimeSpan.Zero
                        ? null
                        : new(r, group.Interval, settings.Sweep),
                WatchedSince = WatchedSince(r, report.Window.From),
            })
            .ToList();
        var judge = new SweepJudge(source, firing, store, matchers.Rules, _matches, rules, report, settings);
        var sources = await judge.ResolveAsync([.. group.Patterns], cancellationToken);
        report.AddSources(sources);
        _tailOnly =
            settings.Sweep.Reread == RereadMode.Tail
            && _lookedBack is { } last
            && _now - last < settings.Sweep.TailLookBack;
        var plan = SweepPlan.Create(
            group,
            _ledger,
            _trackers.Values,
            sources,
            _now,
            _backOff,
            _tailOnly,
            settings.Sweep
        );
        report.Warnings.AddRange(plan.SkippedLate);
        var writer = new AlertWriter(store, settings.Alerts, clock, report);
        return new(group, _ledger, plan, rules, judge, writer, store, _reader, _lateJoins, report);
    }

    private DateTimeOffset WatchedSince(Rule rule, DateTimeOffset windowStart) =>
        rule
            .Patterns.Select(p => _ledger.Watch(rule.RuleId, p, windowStart).WatchedSince)
            .DefaultIfEmpty(windowStart)
            .Min();

    private SequenceTracker LastingTracker(Rule rule)
    {
        if (!_trackers.TryGetValue(rule.RuleId, out var tracker))
        {
            _trackers.Add(rule.RuleId, tracker = CreateTracker(matchers.PositionOf(rule), sequences.Lasting));
        }

        return tracker;
    }

    private SequenceTracker CreateTracker(
        int position,
        SharedBudget<SequenceTracker> budget,
        DateTimeOffset? seeksLateSince = null
    ) => new(matchers.Rules, position, group.Interval, settings.Sweep, budget) { SeeksLateSince = seeksLateSince };

    private void ResetTrackers()
    {
        foreach (var tracker in _trackers.Values)
        {
            tracker.Reset();
        }
    }

    /// <summary>A run that reaches nothing must leave a hole, so it begins to watch by the only clock there is.</summary>
    private async Task<DateTimeOffset> NowAsync(FiringSources firing, CancellationToken cancellationToken)
    {
        try
        {
            return await firing.NowAsync(cancellationToken);
        }
        catch (ClusterException)
        {
            Watch(SweepPlan.Window(group, clock.GetUtcNow()).From);
            throw;
        }
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private void Watch(DateTimeOffset since)
    {
        foreach (var rule in group.Rules)
        {
            foreach (var pattern in rule.Patterns)
            {
                _ledger.Watch(rule.RuleId, pattern, since);
            }
        }
    }
}
