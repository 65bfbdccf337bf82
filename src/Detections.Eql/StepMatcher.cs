using System.Numerics;
using Detections.Eql.Indexing;

namespace Detections.Eql;

/// <summary>
/// Answers for many steps at once which of them an event satisfies, exactly as <see cref="EqlStep.Matches"/> of each would, at a cost
/// that hardly depends on how many there are. It learns from the events it sees, so the first thousands take longer. Reusable, and it
/// allocates nothing once it has seen the kinds of events that come; not thread-safe: one for each worker.
/// </summary>
public sealed class StepMatcher
{
    /// <summary>When what was learned is put to use: early, and then ever more seldom, since things change little.</summary>
    private const int FirstLesson = 512;
    private const int LessonGrowth = 16;

    /// <summary>What is noticed only later of a field is so seldom looked at that it can wait for the next lesson.</summary>
    private const int Settled = 65_536;

    private const int EarlySample = 4;
    private const int LateSample = 1024;

    private readonly EventState _state;
    private readonly CostModel _costs;
    private readonly Signatures _signatures;
    private readonly long[] _lookedAt;
    private readonly int[] _satisfied;
    private long _nextLesson = FirstLesson;
    private int _sample = EarlySample;

    /// <summary>A matcher of steps; their positions name them.</summary>
    /// <param name="steps">Steps that were compiled against the same table.</param>
    /// <exception cref="ArgumentException">They were compiled against different ones.</exception>
    public StepMatcher(IReadOnlyList<EqlStep> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        var set = new StepSet(steps);
        _state = new(set);
        _costs = new(_state);
        _signatures = new(set, _state, new ProgramBuilder(set, _costs).Build);
        _lookedAt = new long[steps.Count];
        _satisfied = new int[steps.Count];
    }

    /// <summary>The positions of the steps that the event satisfies, in no order; valid until the next call.</summary>
    /// <param name="values">An event read by an <see cref="EventReader"/> of the same field table.</param>
    public ReadOnlySpan<int> Match(EqlEvent values)
    {
        ArgumentNullException.ThrowIfNull(values);
        _state.Begin(values);
        Learn();
        var program = _signatures.Find(_state);
        var count = program.Always.Length;
        program.Always.CopyTo(_satisfied, 0);
        foreach (var anchors in program.Anchors)
        {
            if (!values.Has(anchors.Field.Slot))
            {
                continue;
            }

            var holds = anchors.Field.Find(_state, anchors.Wanted);
            for (var word = 0; word < holds.Length; word++)
            {
                for (var left = holds[word] & anchors.Wanted[word]; left != 0; left &= left - 1)
                {
                    foreach (var step in anchors.Steps[(word << 6) + BitOperations.TrailingZeroCount(left)])
                    {
                        LookAt(program, step, ref count);
                    }
                }
            }
        }

        foreach (var step in program.Residual)
        {
            LookAt(program, step, ref count);
        }

        return _satisfied.AsSpan(0, count);
    }

    private void LookAt(Indexing.Program program, int step, ref int count)
    {
        if (_lookedAt[step] == _state.Number)
        {
            return;
        }

        _lookedAt[step] = _state.Number;
        if (program.Conditions[step].Holds(_state))
        {
            _satisfied[count++] = step;
        }
    }

    private void Learn()
    {
        if (_state.Number % _sample == 0)
        {
            _costs.Sampled++;
            foreach (var field in _state.Fields)
            {
                field?.Sample(_state);
            }
        }

        if (_state.IsUnsettled)
        {
            _state.IsUnsettled = false;
            if (_state.Number < Settled)
            {
                _signatures.Clear();
            }
        }

        if (_state.Number < _nextLesson)
        {
            return;
        }

        _nextLesson *= LessonGrowth;
        _sample = Math.Min(_sample * LessonGrowth, LateSample);
        foreach (var field in _state.Fields)
        {
            field?.Optimize();
        }

        _signatures.Clear();
    }
}
