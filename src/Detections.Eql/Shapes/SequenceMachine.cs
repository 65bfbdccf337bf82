using System.Collections.Immutable;
using System.Linq;

namespace Detections.Eql.Shapes;

/// <summary>
/// Finds the sequences of events in their order. For each stage and join key at most one sequence is pending whose last event belongs
/// to the stage; a newer one takes the place of an older. See
/// https://www.elastic.co/docs/reference/query-languages/eql/eql-syntax#eql-how-sequence-queries-handle-matches
/// </summary>
internal sealed class SequenceMachine(SequenceShape shape)
{
    private readonly ImmutableArray<SequenceShape.Stage> _stages = shape.Positive;
    private readonly Dictionary<JoinKey, Pending>[] _slots =
    [
        .. shape.Positive.Select(_ => new Dictionary<JoinKey, Pending>()),
    ];
    private int _sweepAt = 1024;
    private long _forgotten = long.MinValue;

    /// <summary>How many sequences are pending.</summary>
    public int Count
    {
        get
        {
            var count = 0;
            foreach (var slot in _slots)
            {
                count += slot.Count;
            }

            return count;
        }
    }

    /// <summary>Takes the next event and adds the sequences that it completes.</summary>
    public void Take(EqlHit hit, List<Candidate> complete)
    {
        // From the last stage, so that one event does not advance a sequence twice
        for (var stage = _stages.Length - 1; stage >= 0; stage--)
        {
            foreach (var key in KeysAt(hit, _stages[stage].Step))
            {
                Advance(hit, stage, key, complete);
            }
        }

        foreach (var key in KeysAt(hit, shape.UntilStep))
        {
            foreach (var slot in _slots)
            {
                slot.Remove(key);
            }
        }

        // What is too old would be rejected anyway; doubling the mark keeps the cost per event constant
        if (Count > _sweepAt)
        {
            RemoveStale(hit.Nanoseconds);
            _sweepAt = Math.Max(1024, Count * 2);
        }
    }

    /// <summary>Gives up the sequences that began before a time.</summary>
    public void Forget(long before, bool atOnce)
    {
        _forgotten = Math.Max(_forgotten, before);
        if (atOnce)
        {
            RemoveStale(long.MinValue);
        }
    }

    public static ImmutableArray<JoinKey> KeysAt(EqlHit hit, int step)
    {
        foreach (var (hitStep, keys) in hit.Steps)
        {
            if (hitStep == step)
            {
                return keys;
            }
        }

        return [];
    }

    private void Advance(EqlHit hit, int stage, JoinKey key, List<Candidate> complete)
    {
        Pending? before = null;
        if (stage > 0)
        {
            // Taken away even if it is rejected for its age: no older one takes its place
            if (!_slots[stage - 1].Remove(key, out before) || IsStale(before, hit.Nanoseconds))
            {
                return;
            }
        }

        var sequence = new Pending(before, hit);
        if (stage == _stages.Length - 1)
        {
            complete.Add(new Candidate(key, sequence.Events()));
        }
        else
        {
            _slots[stage][key] = sequence;
        }
    }

    /// <summary>Measured from the first event; exactly <c>maxspan</c> is still within it.</summary>
    private bool IsStale(Pending sequence, long now) =>
        sequence.First.Nanoseconds < _forgotten || (Int128)now - sequence.First.Nanoseconds > shape.MaxSpan;

    private void RemoveStale(long now)
    {
        foreach (var slot in _slots)
        {
            foreach (var (key, sequence) in slot)
            {
                if (IsStale(sequence, now))
                {
                    slot.Remove(key);
                }
            }

            Slack.Return(slot);
        }
    }

    /// <summary>A sequence so far: its last event and what went before.</summary>
    private sealed class Pending(Pending? before, EqlHit last)
    {
        public EqlHit First { get; } = before?.First ?? last;

        public ImmutableArray<EqlHit> Events()
        {
            var events = new Stack<EqlHit>();
            for (var sequence = this; sequence is not null; sequence = sequence.Before)
            {
                events.Push(sequence.Last);
            }

            return [.. events];
        }

        private Pending? Before { get; } = before;

        private EqlHit Last { get; } = last;
    }
}
