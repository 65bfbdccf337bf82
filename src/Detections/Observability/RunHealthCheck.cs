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
        var doubts = groups.Select(Doubt).OfType<string>().ToList();
        return Task.FromResult(
            problems.Count > 0 ? HealthCheckResult.Unhealthy(string.Join(" ", problems), data: data)
            : doubts.Count > 0 ? HealthCheckResult.Degraded(string.Join(" ", doubts), data: data)
            : HealthCheckResult.Healthy($"All {groups.Count} groups have run", data)
        );
    }

    private string? Problem(RuleGroup group)
    {
        var since = history.SinceLast(group.Name);
        if (since > 2 * group.Interval + Patience)
        {
            return $"Group {group.Name} has not ended a run for {Duration.Text(Whole(since))}.";
        }

        return history.Of(group.Name) switch
        {
            null => $"Group {group.Name} has not ended its first run yet.",
            { Elsewhere: { Status: RunStatus.Failed } failed } =>
                $"The last run of group {group.Name}, by copy {failed.Instance}, failed: {string.Join("; ", failed.Failures)}.",
            { Elsewhere: null, Last: { Status: RunStatus.Failed } failed } =>
                $"The last run of group {group.Name} failed: {string.Join("; ", failed.Failures)}.",
            { Elsewhere.WatchesNothing: true } or { Elsewhere: null, Last.WatchesNothing: true } =>
                $"No index matches any pattern of group {group.Name}: nothing is being watched.",
            _ => null,
        };
    }

    /// <summary>What another copy does and this one, when it last tried, could not.</summary>
    private string? Doubt(RuleGroup group) =>
        history.Of(group.Name) is { Elsewhere: { } other, Last: { Status: RunStatus.Failed } failed }
            ? $"Copy {other.Instance} runs group {group.Name}, and this one could not: {string.Join("; ", failed.Failures)}."
            : null;

    private string Describe(RuleGroup group) =>
        history.Of(group.Name) switch
        {
            null => "not yet run",
            { Elsewhere: { } other } =>
                $"{Duration.Text(Whole(history.SinceLast(group.Name)))} ago by copy {other.Instance}, {other.Status.ToString().ToLowerInvariant()}",
            { Last: { } last } =>
                $"{Duration.Text(Whole(history.SinceLast(group.Name)))} ago, {string.Join("; ", [last.Summary(), .. last.Warnings])}",
        };

    private static TimeSpan Whole(TimeSpan time) => TimeSpan.FromSeconds(Math.Floor(time.TotalSeconds));
}
