using System.Numerics;

namespace Detections.Eql.Execution;

/// <summary>Finds where the brackets of a JSON text balance. For one answer alone, so that no index of the text is made.</summary>
internal static class BracketBalance<TScanner>
    where TScanner : struct, IBlockScanner
{
    /// <summary>The position behind the bracket that closes the one with which the text begins, if it is certain.</summary>
    public static bool TryFindEnd(ReadOnlySpan<byte> json, out int end)
    {
        end = 0;
        if (json.IsEmpty || json[0] is not ((byte)'{' or (byte)'['))
        {
            return false;
        }

        var (escapes, inString, odd, unusual) = (0UL, 0UL, 0UL, 0UL);
        var open = 0;
        Span<byte> padded = stackalloc byte[StructuralBlock.Size];
        for (var rest = json; !rest.IsEmpty; rest = rest[Math.Min(rest.Length, StructuralBlock.Size)..])
        {
            var bytes = rest.Length < StructuralBlock.Size ? Pad(rest, padded) : rest[..StructuralBlock.Size];
            var block = StructuralIndex<TScanner>.Scan(bytes, ref escapes, ref inString, ref odd, ref unusual);
            if (odd != 0)
            {
                return false;
            }

            var closing = StructuralBlock.FindClosing(block.Opens, block.Closes, open);
            if (closing >= 0)
            {
                end = json.Length - rest.Length + closing + 1;
                return unusual == 0 || !json[..end].ContainsAnyInRange((byte)0, (byte)0x1F);
            }

            open += BitOperations.PopCount(block.Opens) - BitOperations.PopCount(block.Closes);
        }

        return false;
    }

    private static ReadOnlySpan<byte> Pad(ReadOnlySpan<byte> rest, Span<byte> block)
    {
        block.Fill((byte)' ');
        rest.CopyTo(block);
        return block;
    }
}
