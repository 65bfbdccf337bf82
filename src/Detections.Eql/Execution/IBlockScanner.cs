namespace Detections.Eql.Execution;

/// <summary>Compares the 64 bytes of a block at once; the answer has a bit for each byte, the first in the lowest.</summary>
internal interface IBlockScanner
{
    static abstract ulong Equal(ReadOnlySpan<byte> block, byte value);

    /// <summary>As <see cref="Equal"/>, for bytes with bit 5 set, so that [ counts as { and ] as }.</summary>
    static abstract ulong EqualFolded(ReadOnlySpan<byte> block, byte value);

    /// <summary>Control characters and what is not ASCII: less than a blank, if bytes have a sign.</summary>
    static abstract ulong Unusual(ReadOnlySpan<byte> block);
}
