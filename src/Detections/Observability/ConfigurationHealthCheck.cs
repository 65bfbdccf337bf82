using Detections.Scheduling;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Detections.Observability;

/// <summary>Degraded while the files say something else than what is in force.</summary>
internal sealed class ConfigurationHealthCheck(ConfigurationWatcher watcher) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    ) =>
        Task.FromResult(
            watcher.Refused is [_, ..] faults
                ? HealthCheckResult.Degraded($"A changed configuration was refused: {string.Join(" ", faults)}")
                : HealthCheckResult.Healthy("The configuration is in force as it is written")
        );
}
