namespace Detections.Eql;

/// <summary>What a matcher has seen and what it could not do in full.</summary>
/// <param name="Hits">The events that satisfied at least one step and have its join keys, each once.</param>
/// <param name="Late">Those of them that arrived later than the grace; they can add matches only.</param>
/// <param name="TooOld">Those older than what is kept, which were not taken.</param>
/// <param name="Untimed">Those without a time that can be read, which a sequence cannot use, and other queries only at the end of the input.</param>
/// <param name="Dropped">Hits dropped because there were more than the limit, or that belong before those dropped.</param>
/// <param name="DroppedUntil">The time of the newest hit dropped: matches that begin up to then may be missing.</param>
/// <param name="CutKeys">Events that had more join keys than the limit.</param>
/// <param name="CutConditions">Events with more combinations of values than a condition tries.</param>
public sealed record EqlMatcherReport(
    long Hits,
    long Late,
    long TooOld,
    long Untimed,
    long Dropped,
    DateTimeOffset? DroppedUntil,
    long CutKeys,
    long CutConditions
)
{
    /// <summary>Whether a limit was reached, so that matches may be missing.</summary>
    public bool IsCut => TooOld + Untimed + Dropped + CutKeys + CutConditions > 0;
}
