using Detections.Eql.Execution;

namespace Detections.Eql.Tests.Restatement;

/// <summary>One byte after the other, what vectors have to find. Too slow to be of use: reading tokens takes a quarter of the time.</summary>
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
}
