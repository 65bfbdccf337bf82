using Detections.Matching;
using Detections.Rules;
using Detections.Settings;
using Microsoft.Extensions.Logging;

namespace Detections.Runs;

/// <summary>Runs one group again and again; between runs it remembers what was searched, also when it could not be saved.</summary>
internal sealed partial class GroupRunner(
    RuleGroup group,
    AppSettings settings,
    IEventSource source,
    IAlertStore store,
    LedgerMemory memory,
    TimeProvider clock,
    ILogger<GroupRunner> logger
)
{
    private readonly Ledger _ledger = new();
    private readonly StepMatcher _matcher = new(group.Rules);

    public async Task<RunReport> RunAsync(CancellationToken cancellationToken)
    {
        var report = new RunReport(Guid.NewGuid().ToString(), group.Name) { Started = clock.GetUtcNow() };
        memory.RecallInto(_ledger, group);
        try
        {
            await RunAsync(report, cancellationToken);
        }
        catch (ClusterException e)
        {
            report.Fail(e.Message, e);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A bug must not end the schedule, nor go unseen: the run counts as failed and its time as unsearched.
            report.Fail(FailureKind.Unexpected, $"Unexpected {e.GetType().Name}: {e.Message}");
            LogUnexpected(group.Name, e);
        }

        if (!report.Unreachable)
        {
            await CopyAsync(report, cancellationToken);
        }

        report.Finished = clock.GetUtcNow();
        memory.Remember(_ledger);
        report.Uncovered = Uncovered(report.Started);
        await SendAsync(report, cancellationToken);
        Log(report);
        return report;
    }

    private async Task RunAsync(RunReport report, CancellationToken cancellationToken)
    {
        var now = await NowAsync(cancellationToken);
        report.Started = now;
        report.Window = SweepPlan.Window(group, now);
        Watch(report.Window.From);
        _ledger.Merge(
            await store.LoadLedgerAsync(group, cancellationToken),
            ruleId => group.Rules.Any(r => r.RuleId == ruleId)
        );
        GiveUpBefore(Earlier(now - settings.Sweep.CatchUp, report.Window.From), report);

        var queues = await store.QueueLengthsAsync(group.Rules, cancellationToken);
        var rules = group
            .Rules.Select(
                (r, i) => new RuleRun(r, i, report.Rule(r), queues.GetValueOrDefault(r.RuleId), settings.Queue.Limit)
            )
            .ToList();
        var judge = new SweepJudge(source, store, _matcher, settings.Alerts, rules, report);
        var sources = await judge.ResolveAsync([.. group.Patterns], cancellationToken);
        report.AddSources(sources);

        var writer = new AlertWriter(store, settings.Alerts, clock, report);
        var sweeps = new SweepRunner(judge, _matcher, writer, store, group, _ledger, rules, report);
        var plan = SweepPlan.Create(group, _ledger, sources, now, settings.Sweep);
        await sweeps.RunAsync(plan.Live, sources, cancellationToken);
        foreach (var slice in plan.CatchUp.TakeWhile(_ => clock.GetUtcNow() - now < group.Interval / 2))
        {
            report.CaughtUp.Add(slice.Range);
            await sweeps.RunAsync(slice, sources, cancellationToken);
        }

        foreach (var run in rules)
        {
            await sweeps.DrainAsync(run, cancellationToken);
        }

        if (report.SetAsideCount > 0)
        {
            report.Warnings.Add($"{report.SetAsideCount} documents could not be judged, such as {report.SetAside[0]}");
        }
    }

    /// <summary>A run that reaches nothing must leave a hole, so it begins to watch by the only clock there is.</summary>
    private async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await source.NowAsync(cancellationToken);
        }
        catch (ClusterException)
        {
            Watch(SweepPlan.Window(group, clock.GetUtcNow()).From);
            throw;
        }
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    /// <summary>Time that the catch-up no longer reaches is lost, which must not happen in silence.</summary>
    private void GiveUpBefore(DateTimeOffset limit, RunReport report)
    {
        foreach (var (ruleId, pattern, lost) in _ledger.CloseBefore(limit))
        {
            report.Lost = lost.Length > report.Lost ? lost.Length : report.Lost;
            report.Warnings.Add(
                $"{pattern} was never searched for rule {ruleId} from {lost.From:u} to {lost.To:u}, which is now older than Sweep:CatchUp and given up"
            );
        }
    }

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

    /// <summary>The watched time that is unsearched, for the rule and pattern that lack most.</summary>
    private TimeSpan Uncovered(DateTimeOffset now)
    {
        var limit = now - settings.Sweep.CatchUp;
        var end = Seconds.Floor(now - settings.Sweep.Margin);
        return _ledger
            .Entries.Select(e =>
                SweepPlan.Holes(e.Coverage, limit, end).Aggregate(TimeSpan.Zero, (s, r) => s + r.Length)
            )
            .DefaultIfEmpty()
            .Max();
    }

    /// <summary>After everything else, since no alert is to wait for the copy of another.</summary>
    private async Task CopyAsync(RunReport report, CancellationToken cancellationToken)
    {
        try
        {
            report.Warnings.AddRange(await store.CopyAlertsAsync(cancellationToken));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            report.Fail(
                FailureKind.Unexpected,
                $"Alerts could not be copied. Unexpected {e.GetType().Name}: {e.Message}"
            );
            LogUnexpected(group.Name, e);
        }
    }

    private async Task SendAsync(RunReport report, CancellationToken cancellationToken)
    {
        try
        {
            await store.ReportAsync(report, cancellationToken);
        }
        catch (ClusterException e)
        {
            report.Fail($"The report of the run could not be written. {e.Message}", e);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            report.Fail(
                FailureKind.Unexpected,
                $"The report of the run could not be written. Unexpected {e.GetType().Name}: {e.Message}"
            );
            LogUnexpected(group.Name, e);
        }
    }
}
