using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Detections.Eql.Indexing;

/// <summary>A hash of bytes, quick for short ones and different in every process, so that nobody can choose values that collide.</summary>
internal static class TextHash
{
    private const ulong Odd = 0x9E37_79B9_7F4A_7C15;

    private static readonly ulong Seed = (ulong)Random.Shared.NextInt64() | 1;

    public static ulong Of(ReadOnlySpan<byte> text, ulong salt = 0)
    {
        var hash = Seed ^ salt ^ ((ulong)text.Length * Odd);
        ref var start = ref MemoryMarshal.GetReference(text);
        var position = 0;
        for (; position + 16 <= text.Length; position += 16)
        {
            hash = Mix(hash ^ Read(ref start, position), Read(ref start, position + 8) ^ Odd);
        }

        var rest = text.Length - position;
        if (rest > 8)
        {
            hash = Mix(hash ^ Read(ref start, position), Read(ref start, text.Length - 8) ^ Odd);
        }
        else if (rest > 0)
        {
            hash = Mix(hash ^ ReadUpTo8(text[position..]), Odd);
        }

        return hash ^ (hash >> 29);
    }

    /// <summary>At most eight bytes as one number.</summary>
    private static ulong ReadUpTo8(ReadOnlySpan<byte> text)
    {
        ref var start = ref MemoryMarshal.GetReference(text);
        return text.Length switch
        {
            8 => Read(ref start, 0),
            >= 4 => Unsafe.ReadUnaligned<uint>(ref start)
                | ((ulong)Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, text.Length - 4)) << 32),
            > 0 => start
                | ((ulong)Unsafe.Add(ref start, text.Length >> 1) << 8)
                | ((ulong)Unsafe.Add(ref start, text.Length - 1) << 16),
            _ => 0,
        };
    }

    private static ulong Read(ref byte start, int position) =>
        Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, position));

    private static ulong Mix(ulong left, ulong right)
    {
        var high = Math.BigMul(left, right, out var low);
        return high ^ low;
    }
}
