using Detections.Scheduling;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Detections.Observability;

/// <summary>Degraded until somebody has dealt with the alerts that the cluster refused for good.</summary>
internal sealed class RejectedHealthCheck(RunHistory history) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    ) =>
        Task.FromResult(
            history.Rejected is > 0 and var count
                ? HealthCheckResult.Degraded(
                    $"Alerts that the cluster refused for good: {count}. `detections rejected` shows them, to be tried again or discarded"
                )
                : HealthCheckResult.Healthy("No alert was refused for good")
        );
}
