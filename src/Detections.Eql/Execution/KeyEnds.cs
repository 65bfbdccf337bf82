using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Detections.Eql.Execution;

/// <summary>The first eight bytes of a key, the last eight, and its length: all of it up to sixteen bytes.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct KeyEnds(ulong First, ulong Last, int Length)
{
    public const int MostBytes = 2 * sizeof(ulong);

    /// <summary>The ends of a key within a document. Without a branch on its length, which nobody could predict.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeyEnds Of(ReadOnlySpan<byte> json, int start, int length)
    {
        var whole = Math.Max(length, sizeof(ulong));
        if ((uint)start > (uint)json.Length || whole > json.Length - start)
        {
            return OfShort(json.Slice(start, length));
        }

        ref var key = ref Unsafe.Add(ref MemoryMarshal.GetReference(json), start);
        var first = Read(ref key);
        var last = Read(ref Unsafe.Add(ref key, whole - sizeof(ulong)));
        // In two steps, because a shift by 64 is none
        var half = Math.Min(length, sizeof(ulong)) * 4;
        var mask = ~(ulong.MaxValue << half << half);
        return new KeyEnds(first & mask, last & mask, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Hash(ulong factor) =>
        ((First ^ (ulong)Length) * factor) ^ (BitOperations.RotateLeft(Last, 32) * (factor ^ 0xC2B2_AE3D_27D4_EB4E));

    /// <summary>The ends of a key behind which less follows than is read at once.</summary>
    private static KeyEnds OfShort(ReadOnlySpan<byte> key)
    {
        Span<byte> padded = stackalloc byte[sizeof(ulong)];
        padded.Clear();
        key.CopyTo(padded);
        var all = BinaryPrimitives.ReadUInt64LittleEndian(padded);
        return new KeyEnds(all, all, key.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Read(ref byte start) =>
        BinaryPrimitives.ReadUInt64LittleEndian(MemoryMarshal.CreateReadOnlySpan(ref start, sizeof(ulong)));
}
