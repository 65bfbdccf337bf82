using Detections.Runs;

namespace Detections.Observability;

/// <summary>The last run of a group, and what of the runs before it is still of interest.</summary>
/// <param name="Ended">When the last run ended, by this machine's clock.</param>
/// <param name="LastSuccess">When a run last did all of its work, by the cluster's clock.</param>
/// <param name="LastLoss">When watched time was last given up unsearched, by the cluster's clock.</param>
internal sealed record GroupHistory(
    RunReport Last,
    DateTimeOffset Ended,
    DateTimeOffset? LastSuccess,
    DateTimeOffset? LastLoss
);
