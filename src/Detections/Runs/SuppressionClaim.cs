namespace Detections.Runs;

/// <summary>The match whose alert takes in those that are like it.</summary>
/// <param name="IsThere">Whether its alert is in the index. If not, whoever needs it may write it: it is the same whoever does.</param>
internal sealed record SuppressionClaim(Match First, bool IsThere)
{
    public SuppressingAlert Alert { get; } = new(First.AlertIndex, First.AlertId);
}
