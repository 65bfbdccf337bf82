using System.Collections.Immutable;
using System.Linq;
using Detections.Eql.Compilation;
using Detections.Eql.Shapes;

namespace Detections.Eql;

/// <summary>
/// An evaluation that goes on: events are added in any order, over many runs, and each match is reported once. It keeps the document,
/// time and join keys of the events that satisfy a step, not the events. For arrivals no later than
/// <see cref="EqlMatcherOptions.Grace"/> the answer over any split of the input equals the answer over the whole. Not thread-safe.
/// </summary>
public sealed class EqlMatcher
{
    private readonly ShapeEvaluation _evaluation;
    private readonly ImmutableArray<EqlStep> _steps;
    private readonly EventOrder _order;
    private readonly EqlMatcherOptions _options;
    private readonly HitStore _store;
    private readonly List<JoinKey> _keys = [];
    private readonly ImmutableArray<StepFilter> _filters;
    private readonly int[] _satisfied;
    private readonly int _openingStep;
    private OpenKeys? _open;
    private bool _isReadingAgain;
    private long _hits;
    private long _untimed;
    private long _cutKeys;
    private long _cutConditions;

    internal EqlMatcher(
        ShapeEvaluation evaluation,
        ImmutableArray<EqlStep> steps,
        ImmutableArray<StepFilter> filters,
        EventOrder order,
        EqlMatcherOptions options
    )
    {
        _evaluation = evaluation;
        _steps = steps;
        _filters = filters;
        _satisfied = new int[steps.Length];
        _openingStep = options.OpeningStep ?? -1;
        _open = options.OpeningStep is null ? null : new OpenKeys();
        _order = order;
        _options = options;
        _store = new HitStore();
    }

    /// <summary>What was seen so far, and which limits were reached.</summary>
    public EqlMatcherReport Report =>
        new(
            _hits,
            _store.Late,
            _store.TooOld,
            _untimed,
            _store.Dropped,
            _store.DroppedUntil == long.MinValue ? null : DateTimeOffset.UnixEpoch.AddTicks(_store.DroppedUntil / 100),
            _cutKeys,
            _cutConditions
        );

    /// <summary>
    /// About the bytes that the kept events take, each with its id, its join keys and what is pending by them; they may be long.
    /// </summary>
    public long KeptBytes => _store.Size;

    /// <summary>
    /// Lets the oldest tenth of what is kept go, one event at least, as is done where there are more than
    /// <see cref="EqlMatcherOptions.MaxHits"/>. What it costs is told by <see cref="EqlMatcherReport.DroppedUntil"/>.
    /// </summary>
    public void Trim()
    {
        _store.DropOldest();
        if (_store.DroppedUntil > long.MinValue)
        {
            // What was dropped might have ended what is pending, and a key that was opened by nothing else opens nothing
            var before = Math.Min(_store.DroppedUntil, long.MaxValue - 1) + 1;
            _evaluation.Forget(before, atOnce: true);
            _open?.Forget(before);
        }
    }

    /// <summary>
    /// What every event satisfies that is kept by what is known now; of <see cref="BeginReadingAgain"/> until
    /// <see cref="EndReadingAgain"/>, what every event satisfies that is lacking.
    /// </summary>
    public EqlFilter Filter =>
        (_open, _isReadingAgain) switch
        {
            (null, _) => EqlFilter.Any(_filters.Select(step => step.Condition)),
            (_, true) => EqlFilter.Any(OfKeys(_open.In(KeyState.ReadAgain))),
            (_, false) => EqlFilter.Any([_filters[_openingStep].Condition, .. OfKeys(_open.In(KeyState.Complete))]),
        };

    /// <summary>
    /// Whether events have to be added again, since an event has opened a join key of which others may have been passed over: all that
    /// satisfy the <see cref="Filter"/> of the time after <see cref="BeginReadingAgain"/>. Until then matches may be missed, and be found
    /// that are prevented.
    /// </summary>
    public bool LacksEvents => _open?.In(KeyState.New).Count > 0;

    /// <summary>The events that are added next are those that are lacking; the order does not matter, and more do no harm.</summary>
    public void BeginReadingAgain()
    {
        _isReadingAgain = true;
        if (_open?.Count > _options.MaxOpenKeys)
        {
            _open = null;
        }

        _open?.Advance(KeyState.New, KeyState.ReadAgain);
    }

    /// <summary>All that were lacking were added.</summary>
    public void EndReadingAgain()
    {
        _isReadingAgain = false;
        _open?.Advance(KeyState.ReadAgain, KeyState.Complete);
    }

    /// <summary>Whether an event may be kept. Where this says no, adding it does nothing.</summary>
    /// <param name="values">The event.</param>
    /// <param name="satisfied">The steps that it satisfies, in their order.</param>
    public bool MayKeep(EqlEvent values, ReadOnlySpan<int> satisfied)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (_open is null)
        {
            return !satisfied.IsEmpty;
        }

        foreach (var step in satisfied)
        {
            if (step == _openingStep || _steps[step].MayHaveOneOf(_open, values))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Judges an event and keeps what is needed of it. A document that is known already counts once.</summary>
    /// <param name="values">An event read by an <see cref="EventReader"/> of the table that the matcher was made with.</param>
    /// <param name="index">The index of the document.</param>
    /// <param name="id">The id of the document.</param>
    /// <param name="arrival">A number that grows with arrival, where it is known; it orders events of the same time.</param>
    /// <returns>Whether the event satisfies a step for which it may count, and was asked for by <see cref="Filter"/>.</returns>
    public bool Add(EqlEvent values, string index, string id, long arrival = 0)
    {
        ArgumentNullException.ThrowIfNull(values);
        var count = 0;
        for (var step = 0; step < _steps.Length; step++)
        {
            if (_steps[step].Matches(values))
            {
                _satisfied[count++] = step;
            }
        }

        return Add(values, _satisfied.AsSpan(0, count), index, id, arrival);
    }

    /// <summary>As the other, where it is known already which steps an event satisfies.</summary>
    /// <param name="values">An event read by an <see cref="EventReader"/> of the table that the matcher was made with.</param>
    /// <param name="satisfied">The steps that it satisfies, in their order.</param>
    /// <param name="index">The index of the document.</param>
    /// <param name="id">The id of the document.</param>
    /// <param name="arrival">A number that grows with arrival, where it is known; it orders events of the same time.</param>
    /// <returns>Whether the event satisfies a step for which it may count, and was asked for by <see cref="Filter"/>.</returns>
    public bool Add(EqlEvent values, ReadOnlySpan<int> satisfied, string index, string id, long arrival = 0)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(id);
        _cutConditions += values.IsCut ? 1 : 0;
        if (!MayKeep(values, satisfied))
        {
            return false;
        }

        var steps = ImmutableArray.CreateBuilder<StepHit>();
        var isWanted = false;
        var isOpen = _open is null;
        var cutKeys = false;
        foreach (var step in satisfied)
        {
            if (_options.Accepts?.Invoke(values, step) == false)
            {
                continue;
            }

            _keys.Clear();
            cutKeys |= !_steps[step].TryReadKeys(values, _options.MaxKeysPerEvent, _keys);
            isWanted |= IsWanted(step);
            isOpen = isOpen || step == _openingStep || _keys.Exists(_open!.Has);
            if (_keys.Count > 0)
            {
                steps.Add(new StepHit(step, [.. _keys]));
            }
        }

        if (isOpen && steps.Count > 0 && !_store.Contains(index, id))
        {
            _hits++;
            _cutKeys += cutKeys ? 1 : 0;
            Keep(
                new EqlHit(index, id, _order.TimeOf(values), _order.TiebreakerOf(values), arrival, steps.ToImmutable())
            );
        }

        return isWanted;
    }

    /// <summary>
    /// The matches that are new and settled: their last event, and the time of every event that must be missing, is older than the
    /// grace.
    /// </summary>
    /// <param name="asOf">The present.</param>
    public ImmutableArray<EqlMatch> Settle(DateTimeOffset asOf) => Advance(HorizonOf(asOf), isFinished: false);

    /// <summary>
    /// Ends the input: the matches that are new, as one search over all events answers. What waits for its time is decided with what is
    /// there.
    /// </summary>
    public ImmutableArray<EqlMatch> Finish() => Advance(long.MaxValue, isFinished: true);

    private long HorizonOf(DateTimeOffset asOf) =>
        (long)
            Int128.Clamp(
                ((Int128)(asOf - DateTimeOffset.UnixEpoch).Ticks - _options.Grace.Ticks) * TimeSpan.NanosecondsPerTick,
                long.MinValue,
                long.MaxValue
            );

    private void Keep(EqlHit hit)
    {
        _untimed += hit.HasTime ? 0 : 1;
        if (hit.HasTime || _evaluation.AcceptsUntimed)
        {
            if (!_store.Add(hit, _isReadingAgain))
            {
                return;
            }

            foreach (var key in _open is null ? [] : SequenceMachine.KeysAt(hit, _openingStep))
            {
                _open!.Open(key, hit.Nanoseconds);
            }

            if (_store.Count > _options.MaxHits)
            {
                Trim();
            }
        }
    }

    private IEnumerable<EqlFilter> OfKeys(IReadOnlyCollection<JoinKey> keys) =>
        keys.Count > _options.MaxOpenKeys
            ? _filters.Select(step => step.Condition)
            : _filters.Select(step => step.With(keys));

    /// <summary>Whether the event, whose keys were read, is what the filter asks for.</summary>
    private bool IsWanted(int step) =>
        _open is null
        || (step == _openingStep && !_isReadingAgain)
        || _keys.Exists(key => _open.Has(key, _isReadingAgain ? KeyState.ReadAgain : KeyState.Complete));

    private ImmutableArray<EqlMatch> Advance(long horizon, bool isFinished)
    {
        var (inOrder, late) = _store.Take(horizon, isFinished);
        if (late.Count > 0)
        {
            _evaluation.TakeLate(late, _store.Taken);
        }

        foreach (var hit in inOrder)
        {
            _evaluation.Take(hit);
        }

        _store.Keep(inOrder);
        var matches = _evaluation.Settle(horizon, isFinished);
        var isForgetting = !isFinished && _evaluation.Reach != ShapeEvaluation.Unlimited;
        if (isForgetting && (Int128)horizon - _evaluation.Reach is var before && before > long.MinValue)
        {
            _evaluation.Forget((long)before, atOnce: _store.Forget((long)before));
            _open?.Forget((long)before);
        }

        return [.. matches];
    }
}
