namespace Detections.Runs;

/// <summary>The cluster did not do what was asked. The message says what and why, for an operator.</summary>
internal class ClusterException(string message, bool unreachable, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Nothing else need be tried now: the cluster as a whole does not answer.</summary>
    public bool Unreachable { get; } = unreachable;
}
