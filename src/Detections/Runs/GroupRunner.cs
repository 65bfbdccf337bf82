using Detections.Alerts;
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
    TimeProvider clock,
    ILogger<GroupRunner> logger
)
{
    private readonly Ledger _ledger = new();
    private readonly StepMatcher _matcher = new(group.Rules);
    private DateTimeOffset _givenUpBefore = DateTimeOffset.MinValue;

    public RuleGroup Group => group;

    public async Task<RunReport> RunAsync(CancellationToken cancellationToken)
    {
        var report = new RunReport(Guid.NewGuid().ToString(), group.Name) { Started = clock.GetUtcNow() };
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
            report.Failures.Add($"Unexpected {e.GetType().Name}: {e.Message}");
            LogUnexpected(group.Name, e);
        }

        report.Finished = clock.GetUtcNow();
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
        GiveUpBefore(now - settings.Sweep.CatchUp, report);

        var queues = await store.QueueLengthsAsync(group.Rules, cancellationToken);
        var rules = group
            .Rules.Select(r => new RuleRun(r, report.Rule(r), queues.GetValueOrDefault(r.RuleId), settings.Queue.Limit))
            .ToList();
        var judge = new SweepJudge(source, store, _matcher, settings.Alerts, rules, report);
        var sources = await judge.ResolveAsync([.. group.Patterns], cancellationToken);
        ReportSources(sources, report);

        var writer = new AlertWriter(store, settings.Alerts, clock, report);
        var sweeps = new SweepRunner(judge, writer, store, group, _ledger, rules, report);
        var plan = SweepPlan.Create(group, _ledger, sources, now, settings.Sweep);
        await sweeps.RunAsync(plan.Live, sources, cancellationToken);
        foreach (var slice in plan.CatchUp.TakeWhile(_ => clock.GetUtcNow() - now < group.Interval / 2))
        {
            report.CaughtUp.Add(slice.Range);
            await sweeps.RunAsync(slice, sources, cancellationToken);
        }

        for (var i = 0; i < rules.Count; i++)
        {
            await sweeps.DrainAsync(rules[i], _matcher, i, cancellationToken);
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

    /// <summary>Time that the catch-up no longer reaches is lost, which must not happen in silence.</summary>
    private void GiveUpBefore(DateTimeOffset limit, RunReport report)
    {
        foreach (var (ruleId, pattern, lost) in _ledger.ForgetBefore(limit))
        {
            var news = lost.Within(new(_givenUpBefore, limit));
            if (!news.IsEmpty)
            {
                report.Warnings.Add(
                    $"{pattern} was never searched for rule {ruleId} from {news.From:u} to {news.To:u}, which is now older than Sweep:CatchUp and given up"
                );
            }
        }

        _givenUpBefore = limit;
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

    private static void ReportSources(SourceMap sources, RunReport report)
    {
        foreach (var source in sources.Patterns)
        {
            switch (source.State)
            {
                case PatternState.Unreadable:
                    report.Failures.Add(
                        $"The indices of {source.Pattern} may not be read: grant the privileges read and view_index_metadata on it"
                    );
                    break;
                case PatternState.Unanswered:
                    report.Failures.Add(
                        $"Nothing is known of {source.Pattern}: its remote cluster does not answer, or has no such index"
                    );
                    break;
                case PatternState.Absent:
                    report.Warnings.Add($"No index matches {source.Pattern}");
                    break;
            }
        }

        report.WatchesNothing = sources.Patterns.All(p => p.Indices.Count == 0);
        if (report.WatchesNothing)
        {
            report.Warnings.Add("None of the index patterns matches anything: nothing is being watched");
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
            report.Failures.Add(
                $"The report of the run could not be written. Unexpected {e.GetType().Name}: {e.Message}"
            );
            LogUnexpected(group.Name, e);
        }
    }

    private void Log(RunReport report)
    {
        switch (report.Status)
        {
            case RunStatus.Failed:
                LogFailed(report.Group, report.Summary(), string.Join("; ", report.Failures.Concat(report.Warnings)));
                break;
            case RunStatus.Warning:
                LogWarning(report.Group, report.Summary(), string.Join("; ", report.Warnings));
                break;
            default:
                LogSucceeded(report.Group, report.Summary());
                break;
        }
    }

    [LoggerMessage(1001, LogLevel.Information, "Run of {Group} succeeded: {Summary}")]
    private partial void LogSucceeded(string group, string summary);

    [LoggerMessage(1002, LogLevel.Warning, "Run of {Group} succeeded with warnings: {Summary}. {Warnings}")]
    private partial void LogWarning(string group, string summary, string warnings);

    [LoggerMessage(1004, LogLevel.Critical, "Run of {Group} met what should not happen; please report it")]
    private partial void LogUnexpected(string group, Exception exception);

    [LoggerMessage(1003, LogLevel.Error, "Run of {Group} failed in part or whole: {Summary}. {Failures}")]
    private partial void LogFailed(string group, string summary, string failures);
}
