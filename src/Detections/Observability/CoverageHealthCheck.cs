using Detections.Scheduling;
using Detections.Settings;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Detections.Observability;

/// <summary>Degraded while watched time waits to be searched; unhealthy when that is more than catching up after a short outage explains.</summary>
internal sealed class CoverageHealthCheck(Generations generations, RunHistory history) : IHealthCheck
{
    private static readonly TimeSpan Tolerated = TimeSpan.FromHours(1);

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        var lag = generations
            .Configuration.Rules.Groups.Select(g => history.Last(g.Name)?.Uncovered ?? TimeSpan.Zero)
            .DefaultIfEmpty()
            .Max();
        var text = $"{Duration.Text(lag)} of watched time is not searched yet";
        return Task.FromResult(
            lag == TimeSpan.Zero ? HealthCheckResult.Healthy("All watched time is searched")
            : lag <= Tolerated ? HealthCheckResult.Degraded(text)
            : HealthCheckResult.Unhealthy(text)
        );
    }
}
