namespace Detections.Eql.Shapes;

/// <summary>Makes matches of hits. It is given every hit once, in order but for the late ones.</summary>
internal abstract class ShapeEvaluation
{
    /// <summary>The reach that forgets nothing.</summary>
    public const long Unlimited = long.MaxValue;

    /// <summary>How far behind the present a hit can still be needed, in nanoseconds.</summary>
    public abstract long Reach { get; }

    /// <summary>Whether events without a time take part.</summary>
    public virtual bool AcceptsUntimed => true;

    public abstract void Take(EqlHit hit);

    /// <summary>Takes hits that belong before some that were taken already.</summary>
    /// <param name="late">The hits.</param>
    /// <param name="kept">All hits that are kept, the late ones among them, in order.</param>
    public abstract void TakeLate(IReadOnlyList<EqlHit> late, IReadOnlyList<EqlHit> kept);

    /// <summary>The new matches, in result order.</summary>
    /// <param name="horizon">All hits before it were taken.</param>
    /// <param name="isFinished">Whether there will be no more, so that nothing needs waiting for.</param>
    public abstract IReadOnlyList<EqlMatch> Settle(long horizon, bool isFinished);

    /// <summary>Forgets what happened before a time.</summary>
    /// <param name="before">The time.</param>
    /// <param name="atOnce">Whether its memory is wanted now, at the cost of going through all that is known.</param>
    public abstract void Forget(long before, bool atOnce);
}
