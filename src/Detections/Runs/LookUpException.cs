namespace Detections.Runs;

/// <summary>Whether alerts exist already could not be found out. That is no trouble of what is being read.</summary>
internal sealed class LookUpException(ClusterException cause)
    : ClusterException($"Alerts could not be looked up. {cause.Message}", cause.Unreachable, cause);
