using Detections.Eql.Compilation;

namespace Detections.Eql.Indexing;

/// <summary>The event that is looked at and what is known of it by now. Numbered, so that nothing has to be cleared for the next.</summary>
internal sealed class EventState
{
    private readonly FieldState?[] _fields;
    private readonly long[] _computedAt;
    private readonly bool[] _computed;

    public EventState(StepSet steps)
    {
        _fields = Array.ConvertAll(
            steps.Predicates,
            predicates => predicates.Length == 0 ? null : new FieldState(predicates)
        );
        _computedAt = new long[steps.ComputedCount];
        _computed = new bool[steps.ComputedCount];
    }

    public EqlEvent Values { get; private set; } = new(slots: 0);

    /// <summary>The number of the event.</summary>
    public long Number { get; private set; }

    /// <summary>A field is no longer asked in the way that programs count on.</summary>
    public bool IsUnsettled { get; set; }

    public FoldedText Folded { get; } = new();

    /// <summary>By slot; none where no predicate asks.</summary>
    public IReadOnlyList<FieldState?> Fields => _fields;

    public void Begin(EqlEvent values)
    {
        Values = values;
        Number++;
    }

    /// <summary>One that a predicate asks for.</summary>
    public FieldState FieldOf(int slot) => _fields[slot]!;

    public bool Computed(int number, EventTest test)
    {
        if (_computedAt[number] != Number)
        {
            _computedAt[number] = Number;
            _computed[number] = test(Values);
        }

        return _computed[number];
    }
}
