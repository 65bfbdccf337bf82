using System.Collections.Immutable;
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
    private long _hits;
    private long _untimed;
    private long _cutKeys;
    private long _cutConditions;

    internal EqlMatcher(
        ShapeEvaluation evaluation,
        ImmutableArray<EqlStep> steps,
        EventOrder order,
        EqlMatcherOptions options
    )
    {
        _evaluation = evaluation;
        _steps = steps;
        _order = order;
        _options = options;
        _store = new HitStore(options.MaxHits);
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

    /// <summary>Judges an event and keeps what is needed of it. A document that is known already counts once.</summary>
    /// <param name="values">An event read by an <see cref="EventReader"/> of the table that the matcher was made with.</param>
    /// <param name="index">The index of the document.</param>
    /// <param name="id">The id of the document.</param>
    /// <param name="arrival">A number that grows with arrival, where it is known; it orders events of the same time.</param>
    /// <returns>Whether the event satisfies a step for which it may count.</returns>
    public bool Add(EqlEvent values, string index, string id, long arrival = 0)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(id);
        var steps = ImmutableArray.CreateBuilder<StepHit>();
        var isSatisfied = false;
        var cutKeys = false;
        for (var step = 0; step < _steps.Length; step++)
        {
            if (!_steps[step].Matches(values) || _options.Accepts?.Invoke(values, step) == false)
            {
                continue;
            }

            isSatisfied = true;
            _keys.Clear();
            cutKeys |= !_steps[step].TryReadKeys(values, _options.MaxKeysPerEvent, _keys);
            if (_keys.Count > 0)
            {
                steps.Add(new StepHit(step, [.. _keys]));
            }
        }

        _cutConditions += values.IsCut ? 1 : 0;
        if (steps.Count > 0 && !_store.Contains(index, id))
        {
            _hits++;
            _cutKeys += cutKeys ? 1 : 0;
            Keep(
                new EqlHit(index, id, _order.TimeOf(values), _order.TiebreakerOf(values), arrival, steps.ToImmutable())
            );
        }

        return isSatisfied;
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
            _store.Add(hit);
        }
    }

    private ImmutableArray<EqlMatch> Advance(long horizon, bool isFinished)
    {
        if (_store.DroppedUntil > long.MinValue)
        {
            // Before judging anything: what was dropped might have ended what is pending
            _evaluation.Forget(Math.Min(_store.DroppedUntil, long.MaxValue - 1) + 1);
        }

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
            _store.Forget((long)before);
            _evaluation.Forget((long)before);
        }

        return [.. matches];
    }
}
