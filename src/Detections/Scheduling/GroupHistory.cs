using Detections.Elasticsearch;
using Detections.Runs;

namespace Detections.Scheduling;

/// <summary>The last run of a group, and what of the runs before it is still of interest.</summary>
/// <param name="Last">Of this copy.</param>
/// <param name="Ended">When the last run of any copy ended, by this machine's clock.</param>
/// <param name="LastSuccess">When a run last did all of its work, by the cluster's clock.</param>
/// <param name="LastLoss">When watched time was last given up unsearched, by the cluster's clock.</param>
internal sealed record GroupHistory(
    RunReport Last,
    DateTimeOffset Ended,
    DateTimeOffset? LastSuccess,
    DateTimeOffset? LastLoss
)
{
    /// <summary>The run of another copy, where that is the last of all.</summary>
    public CopyRun? Elsewhere { get; init; }

    public TimeSpan Uncovered => Elsewhere?.Uncovered ?? Last.Uncovered;

    public long? QueueLength => Elsewhere is null ? Last.QueueLength : Elsewhere.QueueLength;
}
