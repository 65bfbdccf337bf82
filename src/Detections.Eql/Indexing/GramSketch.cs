using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Detections.Eql.Indexing;

/// <summary>How often grams occur in the values of a field, by hash: two that share a place count as one, which is never too few.</summary>
internal sealed class GramSketch
{
    private const int Bits = 12;
    private const int MaxLength = 4096;

    private readonly int[] _counts = new int[1 << Bits];
    private int _values;

    public void Add(ReadOnlySpan<byte> folded)
    {
        _values++;
        ref var start = ref MemoryMarshal.GetReference(folded);
        var length = Math.Min(folded.Length, MaxLength);
        for (var at = 0; at + GramTable.Gram <= length; at++)
        {
            _counts[PlaceOf(Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, at)))]++;
        }
    }

    /// <summary>How often the gram is in a value on average.</summary>
    public double ShareOf(uint gram) => _counts[PlaceOf(gram)] / (_values + 1.0);

    private static uint PlaceOf(uint gram) => (gram * 0x85EB_CA6B) >> (32 - Bits);
}
