namespace Detections.Eql.Indexing;

/// <summary>Small numbers as bits.</summary>
internal static class BitSet
{
    public static int WordsOf(int count) => (count + 63) >> 6;

    public static bool Has(ReadOnlySpan<ulong> bits, int number) => ((bits[number >> 6] >> (number & 63)) & 1) != 0;

    public static void Add(Span<ulong> bits, int number) => bits[number >> 6] |= 1UL << (number & 63);

    public static void AddAll(Span<ulong> bits, ReadOnlySpan<ulong> others)
    {
        for (var word = 0; word < others.Length; word++)
        {
            bits[word] |= others[word];
        }
    }

    /// <summary>The numbers below a count.</summary>
    public static ulong[] Full(int count)
    {
        var bits = new ulong[WordsOf(count)];
        for (var number = 0; number < count; number++)
        {
            Add(bits, number);
        }

        return bits;
    }
}
