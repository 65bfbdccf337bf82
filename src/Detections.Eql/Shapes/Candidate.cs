using System.Collections.Immutable;

namespace Detections.Eql.Shapes;

/// <summary>The events of a sequence's positive stages, which is a match if no event stands where one must be missing.</summary>
internal sealed record Candidate(JoinKey Key, ImmutableArray<EqlHit> Events)
{
    public EqlHit First => Events[0];

    public EqlHit Last => Events[^1];

    /// <summary>Results are ordered by their last event, those of one event by their key.</summary>
    public static int Compare(Candidate left, Candidate right) =>
        left.Last.CompareTo(right.Last) is not 0 and var order ? order : left.Key.CompareTo(right.Key);
}
