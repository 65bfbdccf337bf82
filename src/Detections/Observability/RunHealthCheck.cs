using Detections.Rules;
using Detections.Runs;
using Detections.Scheduling;
using Detections.Settings;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Detections.Observability;

/// <summary>Unhealthy while a group does not run when it should, its last run failed, or had nothing to watch.</summary>
internal sealed class RunHealthCheck(Generations generations, RunHistory history) : IHealthCheck
{
    /// <summary>A run may take its time, and a start too.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        var groups = generations.Configuration.Rules.Groups;
        var problems = groups.Select(Problem).OfType<string>().ToList();
        var data = groups.ToDictionary(g => g.Name, g => (object)Describe(g), StringComparer.Ordinal);
        return Task.FromResult(
            problems.Count == 0
                ? HealthCheckResult.Healthy($"All {groups.Count} groups have run", data)
                : HealthCheckResult.Unhealthy(string.Join(" ", problems), data: data)
        );
    }

    private string? Problem(RuleGroup group)
    {
        var since = history.SinceLast(group.Name);
        if (since > 2 * group.Interval + Patience)
        {
            return $"Group {group.Name} has not ended a run for {Duration.Text(Whole(since))}.";
        }

        return history.Of(group.Name)?.Last switch
        {
            null => $"Group {group.Name} has not ended its first run yet.",
            { Status: RunStatus.Failed } failed =>
                $"The last run of group {group.Name} failed: {string.Join("; ", failed.Failures)}.",
            { WatchesNothing: true } =>
                $"No index matches any pattern of group {group.Name}: nothing is being watched.",
            _ => null,
        };
    }

    private string Describe(RuleGroup group) =>
        history.Of(group.Name)?.Last is { } last
            ? $"{Duration.Text(Whole(history.SinceLast(group.Name)))} ago, {string.Join("; ", [last.Summary(), .. last.Warnings])}"
            : "not yet run";

    private static TimeSpan Whole(TimeSpan time) => TimeSpan.FromSeconds(Math.Floor(time.TotalSeconds));
}
