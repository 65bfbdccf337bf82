namespace Detections.Runs;

/// <summary>All that answers was read, and it is not all that there is.</summary>
/// <param name="lacking">The indices of which something is lacking; null where that is not known.</param>
internal sealed class IncompleteException(string reason, IReadOnlySet<string>? lacking)
    : ClusterException($"The answer is incomplete: {reason}", unreachable: false)
{
    public IReadOnlySet<string>? Lacking { get; } = lacking;
}
