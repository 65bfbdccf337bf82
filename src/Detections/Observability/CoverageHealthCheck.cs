using Detections.Scheduling;
using Detections.Settings;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Detections.Observability;

/// <summary>Degraded while watched time waits to be searched, or was given up not long ago; unhealthy when that is more than catching up after a short outage explains.</summary>
internal sealed class CoverageHealthCheck(RunHistory history) : IHealthCheck
{
    private static readonly TimeSpan Tolerated = TimeSpan.FromHours(1);

    /// <summary>How long it is told that time was lost for good.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(1);

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        var lag = history.Groups.Select(g => g.Uncovered).DefaultIfEmpty().Max();
        var text = $"{Duration.Text(lag)} of watched time is not searched yet";
        var hasLost = history.Groups.Any(g => g.Last.Finished - g.LastLoss < Remembered);
        return Task.FromResult(
            lag > Tolerated ? HealthCheckResult.Unhealthy(text)
            : hasLost
                ? HealthCheckResult.Degraded(
                    "Within the last day watched time was given up unsearched, since it was older than Sweep:CatchUp"
                )
            : lag > TimeSpan.Zero ? HealthCheckResult.Degraded(text)
            : HealthCheckResult.Healthy("All watched time is searched")
        );
    }
}
