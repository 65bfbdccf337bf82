namespace Detections.Eql.Indexing;

/// <summary>One field of the event that is looked at: which of its predicates hold, as far as that was asked.</summary>
internal sealed class FieldState
{
    private readonly Predicate[] _predicates;
    private readonly int _slot;
    private readonly ulong[] _all;
    private readonly ulong[] _known;
    private readonly ulong[] _holds;
    private readonly ValueCache? _cache;
    private FieldIndex _index;
    private long _event;
    private bool _isComplete;
    private ulong[] _passed;
    private int _passedAt;

    public FieldState(Predicate[] predicates)
    {
        _predicates = predicates;
        _slot = predicates[0].Slot;
        _all = BitSet.Full(predicates.Length);
        _known = new ulong[_all.Length];
        _holds = _passed = new ulong[_all.Length];
        _cache = CostModel.IsWorthRemembering(predicates) ? new(_all.Length) : null;
        Statistics = new(predicates);
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
        if (_event != state.Number)
        {
            Enter(state);
        }

        if (!_isComplete && !BitSet.Has(_known, predicate.Number))
        {
            BitSet.Add(_known, predicate.Number);
            if (predicate.Holds(state.Values))
            {
                BitSet.Add(_holds, predicate.Number);
            }
        }

        return ((_passed[_passedAt + (predicate.Number >> 6)] >> (predicate.Number & 63)) & 1) != 0;
    }

    /// <summary>The predicates that hold; it is certain only of those that are wanted.</summary>
    public ReadOnlySpan<ulong> Find(EventState state, ReadOnlySpan<ulong> wanted)
    {
        if (_event != state.Number)
        {
            Enter(state);
        }

        if (!_isComplete && !IsKnown(wanted))
        {
            for (var index = state.Values.First(_slot); index >= 0; index = state.Values.Next(index))
            {
                _index.Find(state.Values.Value(index), wanted, _holds, state.Folded);
            }

            BitSet.AddAll(_known, wanted);
        }

        return _passed.AsSpan(_passedAt, _all.Length);
    }

    /// <summary>All predicates that hold.</summary>
    public ReadOnlySpan<ulong> FindAll(EventState state) => Find(state, _all);

    /// <summary>Takes note of the event's values, if it has any.</summary>
    public void Sample(EventState state)
    {
        if (!state.Values.Has(_slot))
        {
            return;
        }

        Statistics.Add(FindAll(state));
        if (Statistics.Grams is not { } grams)
        {
            return;
        }

        for (var index = state.Values.First(_slot); index >= 0; index = state.Values.Next(index))
        {
            grams.Add(state.Folded.Fold(state.Values.Value(index).Text));
        }
    }

    /// <summary>Looks for patterns by what was seen since, and tries again whether values repeat.</summary>
    public void Optimize()
    {
        _index = new(_predicates, Statistics.Grams);
        _cache?.TryAgain();
    }

    private void Enter(EventState state)
    {
        _event = state.Number;
        _isComplete = IsCached;
        var first = state.Values.First(_slot);
        if (_isComplete && first >= 0 && state.Values.Next(first) < 0 && TryFindPassed(state, first, out _passedAt))
        {
            _passed = _cache!.Passed;
            return;
        }

        Array.Clear(_holds);
        (_passed, _passedAt) = (_holds, 0);
        if (!_isComplete)
        {
            Array.Clear(_known);
            return;
        }

        for (var index = first; index >= 0; index = state.Values.Next(index))
        {
            if (TryFindPassed(state, index, out var at))
            {
                BitSet.AddAll(_holds, _cache!.Passed.AsSpan(at, _all.Length));
            }
            else
            {
                _index.Find(state.Values.Value(index), _all, _holds, state.Folded);
            }
        }
    }

    /// <summary>Where the predicates are that a value passes; false if it is not to be remembered.</summary>
    private bool TryFindPassed(EventState state, int index, out int at)
    {
        var written = state.Values.Written(index, out var kind);
        if (written.Length > ValueCache.MaxLength)
        {
            at = -1;
            return false;
        }

        var hash = TextHash.Of(written, (ulong)kind);
        if (!_cache!.TryFind(written, kind, hash, out at))
        {
            if (!_cache.IsWorthwhile)
            {
                state.IsUnsettled = true;
                return false;
            }

            at = _cache.Add(written, kind, hash);
            _index.Find(state.Values.Value(index), _all, _cache.Passed.AsSpan(at, _all.Length), state.Folded);
        }

        return true;
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
