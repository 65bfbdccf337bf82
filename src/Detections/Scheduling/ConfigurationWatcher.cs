using Detections.Elasticsearch;
using Detections.Rules;
using Detections.Settings;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Detections.Scheduling;

/// <summary>Looks every few seconds whether settings, rules or secrets were changed, and puts them in force when they are right.</summary>
internal sealed partial class ConfigurationWatcher(
    ConfigurationFile file,
    Generations generations,
    GroupJobs jobs,
    ClusterGreeting greeting,
    TimeProvider clock,
    ILogger<ConfigurationWatcher> logger
) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    /// <summary>Who writes in several steps gets so long for the next.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(1);

    /// <summary>What the files say was not put in force for a reason that may pass without another change of them.</summary>
    private bool _isPending;

    /// <summary>Why what the files say now is not in force; empty where it is.</summary>
    public IReadOnlyList<string> Refused { get; private set; } = [];

    /// <summary>Takes a change over, if there is one.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        if (!file.HasChanged() && !_isPending)
        {
            return;
        }

        _isPending = true;

        for (var seen = ""; seen != file.Fingerprint(); )
        {
            seen = file.Fingerprint();
            await Task.Delay(Settle, clock, cancellationToken);
        }

        var configuration = file.Read(out var findings);
        var faults = configuration?.Obstacle is { } obstacle ? [obstacle] : findings.Faults;
        if (configuration is null || faults.Count > 0)
        {
            _isPending = false;
            Refuse(faults);
            return;
        }

        if (await ObjectionAsync(configuration, cancellationToken) is { } objection)
        {
            Refuse([objection]);
            return;
        }

        Tell(findings.All.Where(f => !file.FoundBefore.Contains(f.Text)));
        WarnOfLateChanges(configuration);
        generations.Replace(configuration);
        await jobs.SynchroniseAsync(cancellationToken);
        _isPending = false;
        Refused = [];
        LogReplaced(configuration.Rules.Groups.Sum(g => g.Rules.Count), configuration.Rules.Groups.Count);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Poll, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // A bug here must neither end the schedule nor go unseen.
                string[] faults = [$"Unexpected {e.GetType().Name}: {e.Message}"];
                if (!faults.SequenceEqual(Refused))
                {
                    LogUnexpected(e);
                }

                Refused = faults;
            }
        }
    }

    private void Tell(IEnumerable<Finding> findings)
    {
        foreach (var finding in findings)
        {
            if (finding.Severity == FindingSeverity.Error)
            {
                LogSetAside(finding.Text);
            }
            else if (finding.Severity == FindingSeverity.Warning)
            {
                LogSuspicious(finding.Text);
            }
        }
    }

    /// <summary>Told once, however often the same is tried again.</summary>
    private void Refuse(IReadOnlyList<string> faults)
    {
        if (!faults.SequenceEqual(Refused))
        {
            LogRefused(string.Join(" ", faults));
        }

        Refused = faults;
    }

    /// <summary>Why the cluster cannot be worked with as the next configuration says.</summary>
    private async Task<string?> ObjectionAsync(Configuration next, CancellationToken cancellationToken)
    {
        try
        {
            await greeting.SayAsync(next, cancellationToken);
            return null;
        }
        catch (ElasticsearchException e)
        {
            return e.Message;
        }
    }

    private void WarnOfLateChanges(Configuration next)
    {
        var (now, then) = (generations.Configuration.Settings, next.Settings);
        if (now.Http.Url != then.Http.Url)
        {
            LogNeedsRestart("Http:Url");
        }

        if (now.Scheduler.Postgres != then.Scheduler.Postgres)
        {
            LogNeedsRestart("Scheduler");
        }

        if (
            (now.Telemetry.OtlpEndpoint, now.Telemetry.OtlpProtocol, now.Telemetry.OtlpHeaders)
            != (then.Telemetry.OtlpEndpoint, then.Telemetry.OtlpProtocol, then.Telemetry.OtlpHeaders)
        )
        {
            LogNeedsRestart("Telemetry");
        }
    }

    [LoggerMessage(
        2001,
        LogLevel.Information,
        "The changed configuration is in force: {Rules} rules in {Groups} groups"
    )]
    private partial void LogReplaced(int rules, int groups);

    [LoggerMessage(
        2002,
        LogLevel.Error,
        "The changed configuration is refused, the one before stays in force. {Faults}"
    )]
    private partial void LogRefused(string faults);

    [LoggerMessage(2003, LogLevel.Warning, "In the changed configuration: {Warning}")]
    private partial void LogSuspicious(string warning);

    [LoggerMessage(2004, LogLevel.Warning, "What was changed of {Section} takes effect at the next start")]
    private partial void LogNeedsRestart(string section);

    [LoggerMessage(2005, LogLevel.Critical, "A changed configuration met what should not happen; please report it")]
    private partial void LogUnexpected(Exception exception);

    [LoggerMessage(2006, LogLevel.Error, "In the changed configuration a part of a rule file is set aside. {Mistake}")]
    private partial void LogSetAside(string mistake);
}
