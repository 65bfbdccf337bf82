using System.Numerics;
using System.Runtime.CompilerServices;

namespace Detections.Eql.Execution;

/// <summary>
/// Where in 64 bytes of JSON something stands that gives it structure, a bit for each byte: the quotes that begin or end a string, the
/// backslashes, and the brackets, square or curly, outside of strings.
/// </summary>
internal readonly record struct StructuralBlock(ulong Quotes, ulong Backslashes, ulong Opens, ulong Closes)
{
    public const int Size = 64;

    /// <summary>The number of the block in which a position of the document lies.</summary>
    public static int Of(int position) => position >> 6;

    /// <summary>The bit of a position within its block.</summary>
    public static int BitOf(int position) => position & (Size - 1);

    /// <summary>The bit of the bracket that closes the first one left open, or -1 where that is in none of these bytes.</summary>
    /// <param name="opens">The opening brackets of a block.</param>
    /// <param name="closes">Its closing brackets.</param>
    /// <param name="open">How many brackets are open before them.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int FindClosing(ulong opens, ulong closes, int open)
    {
        if (BitOperations.PopCount(closes) < open)
        {
            return -1;
        }

        for (var closed = 1; closes != 0; closed++, closes &= closes - 1)
        {
            if (open + BitOperations.PopCount(opens & UpToLowest(closes)) == closed)
            {
                return BitOperations.TrailingZeroCount(closes);
            }
        }

        return -1;
    }

    /// <summary>The lowest bit that is set, and all below it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong UpToLowest(ulong bits) => bits ^ (bits - 1);
}
