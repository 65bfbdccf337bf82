using Detections.Elasticsearch;

namespace Detections.Diagnosis;

/// <summary>How far this machine's clock is from the cluster's. Events are read by the latter, so nothing is lost by it.</summary>
internal sealed class ClockCheck(ClusterTime time, TimeProvider local)
{
    private const string Id = "clock";
    private const string Subject = "clock";

    /// <summary>Clusters tell whole seconds, and the answer takes its time.</summary>
    private static readonly TimeSpan Tolerable = TimeSpan.FromSeconds(5);

    public async Task<IReadOnlyList<CheckResult>> LookAsync(CancellationToken cancellationToken)
    {
        var cluster = await time.NowAsync(cancellationToken);
        var skew = cluster - local.GetUtcNow();
        return
        [
            skew.Duration() <= Tolerable
                ? CheckResult.Green(Id, Subject, $"{Words.Of(cluster)} by the cluster, as here")
                : CheckResult.Amber(
                    Id,
                    Subject,
                    $"the cluster's is {Words.Of(skew.Duration())} {(skew < TimeSpan.Zero ? "behind" : "ahead of")} this machine's",
                    "Synchronise both by NTP. Events are read by the cluster's clock, so none is lost, but logs, certificates and the schedule go by this machine's"
                ),
        ];
    }
}
