using Detections.Runs;
using Detections.Settings;
using Microsoft.Extensions.Logging;

namespace Detections.Scheduling;

/// <summary>
/// Whether a copy runs a group on its own schedule although there is one to share: the work twice is better than none.
/// </summary>
internal sealed partial class FiringDuty(
    SharedSchedule shared,
    Generations generations,
    RunHistory history,
    ILogger<FiringDuty> logger
)
{
    /// <summary>What a run may take, and its record until it is seen.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public bool IsOwn(string group)
    {
        if (!shared.Works)
        {
            return true;
        }

        // Where another copy does what this one cannot, this one goes on trying: its turn may come.
        if (history.Of(group) is null or { Elsewhere: not null, Last.Status: RunStatus.Failed })
        {
            return true;
        }

        var since = history.SinceLast(group);
        if (
            generations.Configuration.Rules.Groups.FirstOrDefault(g => g.Name == group) is not { } known
            || since < 1.5 * known.Interval + Patience
        )
        {
            return false;
        }

        LogOverdue(group, Duration.Text(TimeSpan.FromSeconds(Math.Floor(since.TotalSeconds))));
        return true;
    }

    [LoggerMessage(
        3021,
        LogLevel.Warning,
        "No copy has ended a run of group {Group} for {Since}, so this one runs it on its own"
    )]
    private partial void LogOverdue(string group, string since);
}
