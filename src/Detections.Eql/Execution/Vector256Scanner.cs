using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Detections.Eql.Execution;

/// <summary>Two comparisons for a block, on processors with vectors of 256 bits.</summary>
internal readonly struct Vector256Scanner : IBlockScanner
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Equal(ReadOnlySpan<byte> block, byte value) =>
        (ulong)Vector256.Equals(Load(block, 0), Vector256.Create(value)).ExtractMostSignificantBits()
        | ((ulong)Vector256.Equals(Load(block, 32), Vector256.Create(value)).ExtractMostSignificantBits() << 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong EqualFolded(ReadOnlySpan<byte> block, byte value) =>
        (ulong)
            Vector256
                .Equals(Load(block, 0) | Vector256.Create((byte)0x20), Vector256.Create(value))
                .ExtractMostSignificantBits()
        | (
            (ulong)
                Vector256
                    .Equals(Load(block, 32) | Vector256.Create((byte)0x20), Vector256.Create(value))
                    .ExtractMostSignificantBits() << 32
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Unusual(ReadOnlySpan<byte> block) =>
        (ulong)Vector256.LessThan(Load(block, 0).AsSByte(), Vector256.Create((sbyte)0x20)).ExtractMostSignificantBits()
        | (
            (ulong)
                Vector256
                    .LessThan(Load(block, 32).AsSByte(), Vector256.Create((sbyte)0x20))
                    .ExtractMostSignificantBits() << 32
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong PrefixXor(ulong bits) => CarrylessProduct.PrefixXor(bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Load(ReadOnlySpan<byte> block, int start) =>
        Vector256.Create(block.Slice(start, Vector256<byte>.Count));
}
