using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Detections.Eql.Execution;

/// <summary>One comparison for a block, on processors with vectors of 512 bits.</summary>
internal readonly struct Vector512Scanner : IBlockScanner
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Equal(ReadOnlySpan<byte> block, byte value) =>
        Vector512.Equals(Vector512.Create(block), Vector512.Create(value)).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong EqualFolded(ReadOnlySpan<byte> block, byte value) =>
        Vector512
            .Equals(Vector512.Create(block) | Vector512.Create((byte)0x20), Vector512.Create(value))
            .ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Unusual(ReadOnlySpan<byte> block) =>
        Vector512
            .LessThan(Vector512.Create(block).AsSByte(), Vector512.Create((sbyte)0x20))
            .ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong PrefixXor(ulong bits) => CarrylessProduct.PrefixXor(bits);
}
