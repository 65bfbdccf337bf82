namespace Detections.Eql.Indexing;

/// <summary>One field of the event that is looked at: which of its predicates hold, as far as that was asked.</summary>
internal sealed class FieldState
{
    /// <summary>From so many predicates on, remembering values is cheaper than asking.</summary>
    private const int WorthCaching = 3;

    private readonly Predicate[] _predicates;
    private readonly int _slot;
    private readonly ulong[] _all;
    private readonly ulong[] _known;
    private readonly ulong[] _holds;
    private readonly ulong[] _tested;
    private readonly ValueCache? _cache;
    private FieldIndex _index;
    private long _event;

    public FieldState(Predicate[] predicates)
    {
        _predicates = predicates;
        _slot = predicates[0].Slot;
        _all = BitSet.Full(predicates.Length);
        _known = new ulong[_all.Length];
        _holds = new ulong[_all.Length];
        _tested = new ulong[_all.Length];
        _cache = predicates.Length >= WorthCaching ? new(_all.Length) : null;
        Statistics = new(predicates.Length);
        _index = new(predicates, Statistics.Grams);
    }

    public int Slot => _slot;

    public IReadOnlyList<Predicate> Predicates => _predicates;

    public FieldStatistics Statistics { get; }

    /// <summary>Whether all predicates are known for the price of a look-up.</summary>
    public bool IsCached => _cache is { IsWorthwhile: true };

    /// <summary>How many tests of values it costs to find out whether the predicate holds, where values are not remembered.</summary>
    public double ExpectedTests(Predicate predicate) => _index.ExpectedTests(predicate);

    public bool Holds(EventState state, Predicate predicate)
    {
        Enter(state);
        if (!BitSet.Has(_known, predicate.Number))
        {
            BitSet.Add(_known, predicate.Number);
            if (predicate.Holds(state.Values))
            {
                BitSet.Add(_holds, predicate.Number);
            }
        }

        return BitSet.Has(_holds, predicate.Number);
    }

    /// <summary>The predicates that hold; it is certain only of those that are wanted.</summary>
    public ReadOnlySpan<ulong> Find(EventState state, ReadOnlySpan<ulong> wanted)
    {
        Enter(state);
        if (!IsKnown(wanted))
        {
            for (var index = state.Values.First(_slot); index >= 0; index = state.Values.Next(index))
            {
                _index.Find(state.Values.Value(index), wanted, _holds, state.Folded);
            }

            BitSet.AddAll(_known, wanted);
        }

        return _holds;
    }

    /// <summary>All predicates that hold.</summary>
    public ReadOnlySpan<ulong> FindAll(EventState state) => Find(state, _all);

    /// <summary>Takes note of the event's values.</summary>
    public void Sample(EventState state)
    {
        Statistics.Add(FindAll(state));
        for (var index = state.Values.First(_slot); index >= 0; index = state.Values.Next(index))
        {
            Statistics.Grams.Add(state.Folded.Fold(state.Values.Value(index).Text));
        }
    }

    /// <summary>Looks for patterns by what was seen since.</summary>
    public void Optimize() => _index = new(_predicates, Statistics.Grams);

    private void Enter(EventState state)
    {
        if (_event == state.Number)
        {
            return;
        }

        _event = state.Number;
        Array.Clear(_holds);
        if (!IsCached)
        {
            Array.Clear(_known);
            return;
        }

        _all.CopyTo(_known, 0);
        for (var index = state.Values.First(_slot); index >= 0; index = state.Values.Next(index))
        {
            BitSet.AddAll(_holds, PassedBy(state, index));
        }
    }

    private ReadOnlySpan<ulong> PassedBy(EventState state, int index)
    {
        var value = state.Values.Value(index);
        if (value.Text.Length > ValueCache.MaxLength)
        {
            Array.Clear(_tested);
            _index.Find(value, _all, _tested, state.Folded);
            return _tested;
        }

        var hash = TextHash.Of(value.Text, (ulong)value.Kind);
        if (_cache!.TryFind(value.Text, value.Kind, hash, out var passed))
        {
            return passed;
        }

        var added = _cache.Add(value.Text, value.Kind, hash);
        _index.Find(value, _all, added, state.Folded);
        return added;
    }

    private bool IsKnown(ReadOnlySpan<ulong> wanted)
    {
        for (var word = 0; word < wanted.Length; word++)
        {
            if ((wanted[word] & ~_known[word]) != 0)
            {
                return false;
            }
        }

        return true;
    }
}
