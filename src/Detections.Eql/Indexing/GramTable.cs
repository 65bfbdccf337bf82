using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Detections.Eql.Indexing;

/// <summary>
/// Which predicates of a field have a pattern that needs a gram, four bytes in a row. Each pattern is found by the rarest of its grams,
/// so that nearly every value is passed over at the price of a look at a small bitmap for each of its bytes.
/// </summary>
internal sealed class GramTable
{
    /// <summary>The bytes of a gram.</summary>
    public const int Gram = sizeof(uint);

    private const int BitmapBits = 15;

    private readonly ulong[] _bitmap = new ulong[1 << (BitmapBits - 6)];
    private readonly uint[] _grams;
    private readonly int[]?[] _predicates;

    /// <param name="predicates">All of the field.</param>
    /// <param name="grams">What was seen of the values.</param>
    public GramTable(IReadOnlyList<Predicate> predicates, GramSketch grams)
    {
        var byGram = new Dictionary<uint, List<int>>();
        ExpectedTests = new double[predicates.Count];
        foreach (var predicate in predicates)
        {
            foreach (var runs in predicate.Needles?.Patterns ?? [])
            {
                var rarest = Rarest(runs, grams, out var share);
                ExpectedTests[predicate.Number] += share;
                if (!byGram.TryGetValue(rarest, out var numbers))
                {
                    byGram.Add(rarest, numbers = []);
                }

                if (!numbers.Contains(predicate.Number))
                {
                    numbers.Add(predicate.Number);
                }
            }
        }

        _grams = new uint[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(byGram.Count * 2) + 1)];
        _predicates = new int[]?[_grams.Length];
        foreach (var (gram, numbers) in byGram)
        {
            var hash = HashOf(gram);
            _bitmap[BitOf(hash) >> 6] |= 1UL << (int)(BitOf(hash) & 63);
            var place = PlaceOf(gram, hash);
            _grams[place] = gram;
            _predicates[place] = [.. numbers];
        }
    }

    /// <summary>By predicate, how many of its grams a value of the field holds on average.</summary>
    public double[] ExpectedTests { get; }

    /// <summary>The next predicates that a value may pass, or none at its end.</summary>
    /// <param name="folded">The value.</param>
    /// <param name="position">Where to go on; the place behind the gram that was found.</param>
    public ReadOnlySpan<int> FindNext(ReadOnlySpan<byte> folded, ref int position)
    {
        ref var start = ref MemoryMarshal.GetReference(folded);
        ref var bitmap = ref MemoryMarshal.GetArrayDataReference(_bitmap);
        var last = folded.Length - Gram;
        for (var at = position; at <= last; at++)
        {
            var gram = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, at));
            var hash = HashOf(gram);
            var bit = BitOf(hash);
            if (
                ((Unsafe.Add(ref bitmap, bit >> 6) >> (int)(bit & 63)) & 1) != 0
                && _predicates[PlaceOf(gram, hash)] is { } found
            )
            {
                position = at + 1;
                return found;
            }
        }

        position = folded.Length;
        return [];
    }

    private static uint HashOf(uint gram) => gram * 0x9E37_79B1;

    private static uint BitOf(uint hash) => hash >> (32 - BitmapBits);

    private static uint Rarest(IEnumerable<byte[]> runs, GramSketch grams, out double share)
    {
        var rarest = 0U;
        share = double.MaxValue;
        foreach (var run in runs)
        {
            for (var at = 0; at + Gram <= run.Length; at++)
            {
                var gram = BitConverter.ToUInt32(run, at);
                if (grams.ShareOf(gram) < share)
                {
                    (rarest, share) = (gram, grams.ShareOf(gram));
                }
            }
        }

        return rarest;
    }

    private int PlaceOf(uint gram, uint hash)
    {
        var place = (int)(hash >> 8) & (_grams.Length - 1);
        while (_predicates[place] is not null && _grams[place] != gram)
        {
            place = (place + 1) & (_grams.Length - 1);
        }

        return place;
    }
}
