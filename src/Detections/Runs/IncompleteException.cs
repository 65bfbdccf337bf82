namespace Detections.Runs;

/// <summary>All that answers was read, and it is not all that there is.</summary>
/// <param name="lacking">The indices of which something is lacking; null where that is not known.</param>
internal sealed class IncompleteException(string reason, IReadOnlySet<string>? lacking)
    : ClusterException($"The answer is incomplete: {reason}{Named(lacking)}", unreachable: false)
{
    private const int MostNamed = 5;

    public IReadOnlySet<string>? Lacking { get; } = lacking;

    private static string Named(IReadOnlySet<string>? lacking) =>
        lacking is null ? ""
        : lacking.Count > MostNamed
            ? $" of {string.Join(", ", lacking.Order(StringComparer.Ordinal).Take(MostNamed))} and {lacking.Count - MostNamed} others"
        : $" of {string.Join(", ", lacking.Order(StringComparer.Ordinal))}";
}
