namespace Detections.Eql.Execution;

/// <summary>One byte after the other, on processors without vectors; it says what the others have to find.</summary>
internal readonly struct ScalarScanner : IBlockScanner
{
    public static ulong Equal(ReadOnlySpan<byte> block, byte value)
    {
        var bits = 0UL;
        for (var index = 0; index < block.Length; index++)
        {
            bits |= block[index] == value ? 1UL << index : 0;
        }

        return bits;
    }

    public static ulong EqualFolded(ReadOnlySpan<byte> block, byte value)
    {
        var bits = 0UL;
        for (var index = 0; index < block.Length; index++)
        {
            bits |= (block[index] | 0x20) == value ? 1UL << index : 0;
        }

        return bits;
    }

    public static ulong Unusual(ReadOnlySpan<byte> block)
    {
        var bits = 0UL;
        for (var index = 0; index < block.Length; index++)
        {
            bits |= (sbyte)block[index] < 0x20 ? 1UL << index : 0;
        }

        return bits;
    }

    public static ulong PrefixXor(ulong bits)
    {
        for (var distance = 1; distance < StructuralBlock.Size; distance *= 2)
        {
            bits ^= bits << distance;
        }

        return bits;
    }
}
