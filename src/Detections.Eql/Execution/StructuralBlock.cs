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
}
