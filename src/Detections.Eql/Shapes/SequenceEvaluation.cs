using System.Collections.Immutable;

namespace Detections.Eql.Shapes;

/// <summary>
/// Sequences over time: the machine proposes candidates, which become matches once it is certain that what must be missing is.
/// </summary>
internal sealed class SequenceEvaluation : ShapeEvaluation
{
    private readonly SequenceShape _shape;
    private readonly MissingEvents _missing;
    private readonly HashSet<Candidate> _known = new(CandidateComparer.Instance);
    private readonly Queue<Candidate> _found = [];
    private readonly List<Candidate> _proposed = [];
    private SequenceMachine _machine;
    private List<Candidate> _waiting = [];
    private long _forgotten = long.MinValue;

    public SequenceEvaluation(SequenceShape shape, long retention)
    {
        _shape = shape;
        _missing = new MissingEvents(shape);
        _machine = new SequenceMachine(shape);
        // The window of a missing event begins maxspan before a last event that may itself wait for maxspan
        Reach =
            shape.MaxSpan == SequenceShape.Unlimited
                ? retention
                : Math.Max(retention, Math.Min(shape.MaxSpan, long.MaxValue / 2) * (shape.HasMissing ? 2 : 1));
    }

    public override long Reach { get; }

    public override bool AcceptsUntimed => false;

    public override void Take(EqlHit hit)
    {
        _missing.Take(hit);
        _machine.Take(hit, _proposed);
        Propose();
    }

    /// <summary>
    /// Plays everything that is kept once more. That the beginning is cut off cannot invent a sequence, since the older a pending
    /// sequence the further its stage: what is lost would have been overwritten or rejected. It can hide an event that must be missing.
    /// </summary>
    public override void TakeLate(IReadOnlyList<EqlHit> late, IReadOnlyList<EqlHit> kept)
    {
        foreach (var hit in late)
        {
            _missing.Take(hit);
        }

        _machine = new SequenceMachine(_shape);
        foreach (var hit in kept)
        {
            _machine.Take(hit, _proposed);
        }

        Propose();
    }

    public override IReadOnlyList<EqlMatch> Settle(long horizon, bool isFinished)
    {
        var settled = new List<Candidate>();
        var waiting = new List<Candidate>();
        foreach (var candidate in _waiting)
        {
            if (!isFinished && _shape.EndsMissing && (Int128)candidate.First.Nanoseconds + _shape.MaxSpan >= horizon)
            {
                waiting.Add(candidate);
            }
            else if (IsRemembered(candidate) && (!_shape.HasMissing || _missing.AreMissing(candidate)))
            {
                settled.Add(candidate);
            }
        }

        _waiting = waiting;
        settled.Sort(Candidate.Compare);
        return settled.ConvertAll(MatchOf);
    }

    public override void Forget(long before, bool atOnce)
    {
        _forgotten = Math.Max(_forgotten, before);
        _missing.Forget(before, atOnce);
        _machine.Forget(before, atOnce);
        while (_found.TryPeek(out var oldest) && oldest.Last.Nanoseconds < before)
        {
            _known.Remove(_found.Dequeue());
        }
    }

    private void Propose()
    {
        foreach (var candidate in _proposed)
        {
            if (_known.Add(candidate))
            {
                _found.Enqueue(candidate);
                _waiting.Add(candidate);
            }
        }

        _proposed.Clear();
    }

    /// <summary>Whether nothing is forgotten of the time that decides it.</summary>
    private bool IsRemembered(Candidate candidate) =>
        _forgotten == long.MinValue
        || (
            _shape.Stages[0].IsMissing
                ? (Int128)candidate.Last.Nanoseconds - _shape.MaxSpan
                : candidate.First.Nanoseconds
        ) >= _forgotten;

    private EqlMatch MatchOf(Candidate candidate)
    {
        var events = ImmutableArray.CreateBuilder<EqlHit?>(_shape.Stages.Length);
        var positive = 0;
        foreach (var stage in _shape.Stages)
        {
            events.Add(stage.IsMissing ? null : candidate.Events[positive++]);
        }

        return new EqlMatch(events.MoveToImmutable(), JoinKeyText.OfSequence(candidate.Key));
    }

    /// <summary>The same events by the same key; a document is one object as long as it is kept.</summary>
    private sealed class CandidateComparer : IEqualityComparer<Candidate>
    {
        public static readonly CandidateComparer Instance = new();

        public bool Equals(Candidate? left, Candidate? right) =>
            left!.Key.Equals(right!.Key) && left.Events.AsSpan().SequenceEqual(right.Events.AsSpan());

        public int GetHashCode(Candidate candidate) =>
            HashCode.Combine(candidate.Key, candidate.First, candidate.Last, candidate.Events.Length);
    }
}
