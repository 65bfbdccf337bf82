using Detections.Scheduling;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Detections.Observability;

/// <summary>Degraded while the copies cannot share their work: all of it is done, by each of them.</summary>
internal sealed class CopiesHealthCheck(SharedSchedule shared, CopyWatch watch) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    ) =>
        Task.FromResult(
            shared.Trouble is { } trouble
                ? HealthCheckResult.Degraded(
                    $"The shared schedule does not work, and this copy runs all groups on its own: {trouble}"
                )
            : watch.Trouble is { } unread ? HealthCheckResult.Degraded($"What other copies do cannot be read: {unread}")
            : shared.Works ? HealthCheckResult.Healthy($"{shared.Copies} copies share the work")
            : HealthCheckResult.Degraded("This copy does not take part in the shared schedule yet")
        );
}
