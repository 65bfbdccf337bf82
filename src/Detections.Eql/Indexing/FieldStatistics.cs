using System.Numerics;

namespace Detections.Eql.Indexing;

/// <summary>What a sample of events showed of one field.</summary>
internal sealed class FieldStatistics(int predicates)
{
    private readonly int[] _held = new int[predicates];
    private int _present;

    public GramSketch Grams { get; } = new();

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
