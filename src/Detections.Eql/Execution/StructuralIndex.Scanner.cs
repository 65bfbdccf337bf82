using System.Runtime.CompilerServices;

namespace Detections.Eql.Execution;

/// <summary>Finds the structure with the vectors of one size.</summary>
internal sealed class StructuralIndex<TScanner> : StructuralIndex
    where TScanner : struct, IBlockScanner
{
    private const ulong OddBits = 0xAAAA_AAAA_AAAA_AAAA;

    public override bool TryBuild(ReadOnlySpan<byte> json)
    {
        Count = (int)(((uint)json.Length + StructuralBlock.Size - 1) / StructuralBlock.Size);
        if (_blocks.Length <= Count)
        {
            _blocks = new StructuralBlock[Math.Max(Count + 1, _blocks.Length * 2)];
        }

        var (escapes, inString, odd, unusual) = (0UL, 0UL, 0UL, 0UL);
        var blocks = _blocks.AsSpan(0, Count);
        var rest = json;
        foreach (ref var block in blocks[..(json.Length / StructuralBlock.Size)])
        {
            block = Scan(rest[..StructuralBlock.Size], ref escapes, ref inString, ref odd, ref unusual);
            rest = rest[StructuralBlock.Size..];
        }

        if (!rest.IsEmpty)
        {
            Span<byte> padded = stackalloc byte[StructuralBlock.Size];
            padded.Fill((byte)' ');
            rest.CopyTo(padded);
            blocks[^1] = Scan(padded, ref escapes, ref inString, ref odd, ref unusual);
        }

        _blocks[Count] = default;
        IsAscii = unusual == 0;
        return (odd | inString) == 0 && (IsAscii || !json.ContainsAnyInRange((byte)0, (byte)0x1F));
    }

    /// <summary>The structure of the next block.</summary>
    /// <param name="block">Its bytes.</param>
    /// <param name="escapes">Whether the block before ended in a backslash that escapes.</param>
    /// <param name="inString">All bits where a string goes on from the block before.</param>
    /// <param name="odd">Gets bits where outside of strings is what makes the structure uncertain.</param>
    /// <param name="unusual">Gets bits where in strings is something that is not printable ASCII.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static StructuralBlock Scan(
        ReadOnlySpan<byte> block,
        ref ulong escapes,
        ref ulong inString,
        ref ulong odd,
        ref ulong unusual
    )
    {
        var backslashes = TScanner.Equal(block, (byte)'\\');
        var quotes = TScanner.Equal(block, (byte)'"') & ~Escaped(backslashes, ref escapes);
        // From each opening quote to before its closing one
        var strings = PrefixParity.Of(quotes) ^ inString;
        inString = (ulong)((long)strings >> 63);
        unusual |= TScanner.Unusual(block) & strings;
        odd |= (backslashes | TScanner.Equal(block, (byte)'/')) & ~strings;
        return new StructuralBlock(
            quotes,
            backslashes,
            TScanner.EqualFolded(block, (byte)'{') & ~strings,
            TScanner.EqualFolded(block, (byte)'}') & ~strings
        );
    }

    /// <summary>
    /// The bytes that a backslash escapes: those behind an odd number of them. Subtracting turns each run of backslashes into
    /// alternating bits, whatever its length, so that no loop over the run is needed.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Escaped(ulong backslashes, ref ulong escapes)
    {
        var beginning = backslashes & ~escapes;
        var alternating = (((beginning << 1) | OddBits) - beginning) ^ OddBits;
        var escaped = alternating ^ (backslashes | escapes);
        escapes = (alternating & backslashes) >> 63;
        return escaped;
    }
}
