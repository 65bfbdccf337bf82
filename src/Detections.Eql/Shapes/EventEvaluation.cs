namespace Detections.Eql.Shapes;

/// <summary>Every hit is a match.</summary>
internal sealed class EventEvaluation(long reach) : ShapeEvaluation
{
    private readonly List<EqlHit> _hits = [];

    public override long Reach => reach;

    public override void Take(EqlHit hit) => _hits.Add(hit);

    public override void TakeLate(IReadOnlyList<EqlHit> late, IReadOnlyList<EqlHit> kept) => _hits.AddRange(late);

    public override IReadOnlyList<EqlMatch> Settle(long horizon, bool isFinished)
    {
        _hits.Sort(EqlHit.Order);
        var matches = _hits.ConvertAll(hit => new EqlMatch([hit], []));
        _hits.Clear();
        return matches;
    }

    /// <summary>Nothing is remembered of a match.</summary>
    public override void Forget(long before, bool atOnce) { }
}
