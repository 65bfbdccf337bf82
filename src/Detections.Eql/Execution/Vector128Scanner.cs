using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Detections.Eql.Execution;

/// <summary>Four comparisons for a block, on processors with vectors of 128 bits.</summary>
internal readonly struct Vector128Scanner : IBlockScanner
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Equal(ReadOnlySpan<byte> block, byte value)
    {
        var wanted = Vector128.Create(value);
        return Bits(
            Vector128.Equals(Load(block, 0), wanted),
            Vector128.Equals(Load(block, 16), wanted),
            Vector128.Equals(Load(block, 32), wanted),
            Vector128.Equals(Load(block, 48), wanted)
        );
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong EqualFolded(ReadOnlySpan<byte> block, byte value)
    {
        var (wanted, bit) = (Vector128.Create(value), Vector128.Create((byte)0x20));
        return Bits(
            Vector128.Equals(Load(block, 0) | bit, wanted),
            Vector128.Equals(Load(block, 16) | bit, wanted),
            Vector128.Equals(Load(block, 32) | bit, wanted),
            Vector128.Equals(Load(block, 48) | bit, wanted)
        );
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Unusual(ReadOnlySpan<byte> block)
    {
        var blank = Vector128.Create((sbyte)' ');
        return Bits(
            Vector128.LessThan(Load(block, 0).AsSByte(), blank).AsByte(),
            Vector128.LessThan(Load(block, 16).AsSByte(), blank).AsByte(),
            Vector128.LessThan(Load(block, 32).AsSByte(), blank).AsByte(),
            Vector128.LessThan(Load(block, 48).AsSByte(), blank).AsByte()
        );
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Load(ReadOnlySpan<byte> block, int start) =>
        Vector128.Create(block.Slice(start, Vector128<byte>.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Bits(
        Vector128<byte> first,
        Vector128<byte> second,
        Vector128<byte> third,
        Vector128<byte> last
    ) =>
        first.ExtractMostSignificantBits()
        | ((ulong)second.ExtractMostSignificantBits() << 16)
        | ((ulong)third.ExtractMostSignificantBits() << 32)
        | ((ulong)last.ExtractMostSignificantBits() << 48);
}
