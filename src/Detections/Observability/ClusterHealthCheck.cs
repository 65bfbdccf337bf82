using Detections.Scheduling;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Detections.Observability;

/// <summary>Whether the cluster answered the last run of any group.</summary>
internal sealed class ClusterHealthCheck(Generations generations, RunHistory history) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        var latest = generations
            .Configuration.Rules.Groups.Where(g => history.Last(g.Name) is not null)
            .MinBy(g => history.SinceLast(g.Name));
        return Task.FromResult(
            latest is null ? HealthCheckResult.Unhealthy("The cluster was not asked for anything yet")
            : history.Last(latest.Name)!.Unreachable
                ? HealthCheckResult.Unhealthy("The cluster did not answer the last run")
            : HealthCheckResult.Healthy("The cluster answered the last run")
        );
    }
}
