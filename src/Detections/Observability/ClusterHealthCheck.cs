using Detections.Scheduling;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Detections.Observability;

/// <summary>Whether the cluster answered the last run of any group.</summary>
internal sealed class ClusterHealthCheck(RunHistory history) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        var latest = history.Groups.MaxBy(g => g.Ended);
        return Task.FromResult(
            latest is null ? HealthCheckResult.Unhealthy("The cluster was not asked for anything yet")
            : latest is { Elsewhere: null, Last.Unreachable: true }
                ? HealthCheckResult.Unhealthy("The cluster did not answer the last run")
            : HealthCheckResult.Healthy("The cluster answered the last run")
        );
    }
}
