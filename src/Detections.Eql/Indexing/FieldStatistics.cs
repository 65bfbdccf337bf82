using System.Linq;
using System.Numerics;

namespace Detections.Eql.Indexing;

/// <summary>What a sample of events showed of one field.</summary>
internal sealed class FieldStatistics(IReadOnlyCollection<Predicate> predicates)
{
    private readonly int[] _held = new int[predicates.Count];
    private int _present;

    /// <summary>What the values are made of, where patterns are looked for in them.</summary>
    public GramSketch? Grams { get; } =
        predicates.Any(predicate => predicate.Needles is { Patterns.IsEmpty: false }) ? new() : null;

    /// <summary>The share of events, of so many, in which the field has a value.</summary>
    public double Present(int sampled) => (_present + 0.5) / (sampled + 1);

    /// <summary>The share of events, of so many, in which the predicate holds.</summary>
    public double Held(Predicate predicate, int sampled) => (_held[predicate.Number] + 0.5) / (sampled + 1);

    /// <summary>Takes note of an event in which the field has a value.</summary>
    public void Add(ReadOnlySpan<ulong> holds)
    {
        _present++;
        for (var word = 0; word < holds.Length; word++)
        {
            for (var left = holds[word]; left != 0; left &= left - 1)
            {
                _held[(word << 6) + BitOperations.TrailingZeroCount(left)]++;
            }
        }
    }
}
