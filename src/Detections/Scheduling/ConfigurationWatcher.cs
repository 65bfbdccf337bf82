using Detections.Elasticsearch;
using Detections.Rules;
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

    /// <summary>Why what the files say now is not in force; empty where it is.</summary>
    public IReadOnlyList<string> Refused { get; private set; } = [];

    /// <summary>Takes a change over, if there is one.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        if (!file.HasChanged())
        {
            return;
        }

        for (var seen = ""; seen != file.Fingerprint(); )
        {
            seen = file.Fingerprint();
            await Task.Delay(Settle, clock, cancellationToken);
        }

        var configuration = file.Read(out var findings);
        foreach (var warning in findings.Warnings)
        {
            LogSuspicious(warning);
        }

        Refused = configuration is null ? findings.Faults : await ObjectionsAsync(configuration, cancellationToken);
        if (configuration is null || Refused.Count > 0)
        {
            LogRefused(string.Join(" ", Refused));
            return;
        }

        WarnOfLateChanges(configuration);
        generations.Replace(configuration);
        await jobs.SynchroniseAsync(cancellationToken);
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
                Refused = [$"Unexpected {e.GetType().Name}: {e.Message}"];
                LogUnexpected(e);
            }
        }
    }

    /// <summary>Why what is valid cannot be used all the same.</summary>
    private async Task<IReadOnlyList<string>> ObjectionsAsync(Configuration next, CancellationToken cancellationToken)
    {
        if (next.Obstacle is { } obstacle)
        {
            return [obstacle];
        }

        try
        {
            await greeting.SayAsync(next, cancellationToken);
            return [];
        }
        catch (UnsupportedClusterException e)
        {
            return [e.Message];
        }
    }

    private void WarnOfLateChanges(Configuration next)
    {
        var (now, then) = (generations.Configuration.Settings, next.Settings);
        if (now.Http.Url != then.Http.Url)
        {
            LogNeedsRestart("Http:Url");
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
}
