using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Detections.Eql.Execution;

/// <summary>Two comparisons for a block, on processors with vectors of 256 bits.</summary>
internal readonly struct Vector256Scanner : IBlockScanner
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Equal(ReadOnlySpan<byte> block, byte value)
    {
        var wanted = Vector256.Create(value);
        return Bits(Vector256.Equals(Load(block, 0), wanted), Vector256.Equals(Load(block, 32), wanted));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong EqualFolded(ReadOnlySpan<byte> block, byte value)
    {
        var (wanted, bit) = (Vector256.Create(value), Vector256.Create((byte)0x20));
        return Bits(Vector256.Equals(Load(block, 0) | bit, wanted), Vector256.Equals(Load(block, 32) | bit, wanted));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Unusual(ReadOnlySpan<byte> block)
    {
        var blank = Vector256.Create((sbyte)' ');
        return Bits(
            Vector256.LessThan(Load(block, 0).AsSByte(), blank).AsByte(),
            Vector256.LessThan(Load(block, 32).AsSByte(), blank).AsByte()
        );
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Load(ReadOnlySpan<byte> block, int start) =>
        Vector256.Create(block.Slice(start, Vector256<byte>.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Bits(Vector256<byte> low, Vector256<byte> high) =>
        low.ExtractMostSignificantBits() | ((ulong)high.ExtractMostSignificantBits() << 32);
}
