using Detections.Elasticsearch;
using Detections.Rules;
using Detections.Runs;
using Detections.Settings;
using Microsoft.Extensions.Logging;

namespace Detections.Scheduling;

/// <summary>A runner for each group, and whoever wants to hear of their runs.</summary>
internal sealed class GroupRunners
{
    private readonly GroupRunner[] _runners;

    public GroupRunners(
        RuleSet rules,
        AppSettings settings,
        IEventSource source,
        IAlertStore store,
        ClusterClock clock,
        ILogger<GroupRunner> logger
    ) => _runners = [.. rules.Groups.Select(g => new GroupRunner(g, settings, source, store, clock, logger))];

    /// <summary>Told of every run, before the next of its group can begin.</summary>
    public Func<RunReport, Task> OnFinished { get; set; } = _ => Task.CompletedTask;

    public int Count => _runners.Length;

    public async Task<RunReport> RunAsync(int position, CancellationToken cancellationToken)
    {
        var report = await _runners[position].RunAsync(cancellationToken);
        await OnFinished(report);
        return report;
    }
}
