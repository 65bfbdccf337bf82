using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Detections.Eql.Execution;

/// <summary>Four comparisons for a block, on processors with vectors of 128 bits.</summary>
internal readonly struct Vector128Scanner : IBlockScanner
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Equal(ReadOnlySpan<byte> block, byte value) =>
        (ulong)Vector128.Equals(Load(block, 0), Vector128.Create(value)).ExtractMostSignificantBits()
        | ((ulong)Vector128.Equals(Load(block, 16), Vector128.Create(value)).ExtractMostSignificantBits() << 16)
        | ((ulong)Vector128.Equals(Load(block, 32), Vector128.Create(value)).ExtractMostSignificantBits() << 32)
        | ((ulong)Vector128.Equals(Load(block, 48), Vector128.Create(value)).ExtractMostSignificantBits() << 48);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong EqualFolded(ReadOnlySpan<byte> block, byte value) =>
        (ulong)
            Vector128
                .Equals(Load(block, 0) | Vector128.Create((byte)0x20), Vector128.Create(value))
                .ExtractMostSignificantBits()
        | (
            (ulong)
                Vector128
                    .Equals(Load(block, 16) | Vector128.Create((byte)0x20), Vector128.Create(value))
                    .ExtractMostSignificantBits() << 16
        )
        | (
            (ulong)
                Vector128
                    .Equals(Load(block, 32) | Vector128.Create((byte)0x20), Vector128.Create(value))
                    .ExtractMostSignificantBits() << 32
        )
        | (
            (ulong)
                Vector128
                    .Equals(Load(block, 48) | Vector128.Create((byte)0x20), Vector128.Create(value))
                    .ExtractMostSignificantBits() << 48
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Unusual(ReadOnlySpan<byte> block) =>
        (ulong)Vector128.LessThan(Load(block, 0).AsSByte(), Vector128.Create((sbyte)0x20)).ExtractMostSignificantBits()
        | (
            (ulong)
                Vector128
                    .LessThan(Load(block, 16).AsSByte(), Vector128.Create((sbyte)0x20))
                    .ExtractMostSignificantBits() << 16
        )
        | (
            (ulong)
                Vector128
                    .LessThan(Load(block, 32).AsSByte(), Vector128.Create((sbyte)0x20))
                    .ExtractMostSignificantBits() << 32
        )
        | (
            (ulong)
                Vector128
                    .LessThan(Load(block, 48).AsSByte(), Vector128.Create((sbyte)0x20))
                    .ExtractMostSignificantBits() << 48
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong PrefixXor(ulong bits) => CarrylessProduct.PrefixXor(bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Load(ReadOnlySpan<byte> block, int start) =>
        Vector128.Create(block.Slice(start, Vector128<byte>.Count));
}
