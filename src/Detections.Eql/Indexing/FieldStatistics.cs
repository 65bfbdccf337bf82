using System.Numerics;

namespace Detections.Eql.Indexing;

/// <summary>What a sample of events showed of one field.</summary>
internal sealed class FieldStatistics(int predicates)
{
    private readonly int[] _held = new int[predicates];

    public GramSketch Grams { get; } = new();

    /// <summary>In how many events of the sample the predicate held.</summary>
    public int Held(Predicate predicate) => _held[predicate.Number];

    public void Add(ReadOnlySpan<ulong> holds)
    {
        for (var word = 0; word < holds.Length; word++)
        {
            for (var left = holds[word]; left != 0; left &= left - 1)
            {
                _held[(word << 6) + BitOperations.TrailingZeroCount(left)]++;
            }
        }
    }
}
