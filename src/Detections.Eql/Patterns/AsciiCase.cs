using System.Runtime.Intrinsics;
using System.Text;

namespace Detections.Eql.Patterns;

/// <summary>
/// Letter case as Elasticsearch's case-insensitive term and wildcard queries (<c>AutomatonQueries</c>) ignore it: that of the
/// ASCII letters only.
/// </summary>
internal static class AsciiCase
{
    public static bool Equals(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.Length != right.Length)
        {
            return false;
        }

        if (Ascii.EqualsIgnoreCase(left, right))
        {
            return true;
        }
        // The framework's comparison refuses texts that are not ASCII
        for (var index = 0; index < left.Length; index++)
        {
            if (Fold(left[index]) != Fold(right[index]))
            {
                return false;
            }
        }

        return true;
    }

    public static byte Fold(byte unit) => (byte)(unit - (byte)'A') <= 'Z' - 'A' ? (byte)(unit | 0x20) : unit;

    /// <summary>The text with its ASCII letters in lower case; it may be folded in place.</summary>
    public static void Fold(ReadOnlySpan<byte> text, Span<byte> folded)
    {
        var position = 0;
        for (; position + Vector128<byte>.Count <= text.Length; position += Vector128<byte>.Count)
        {
            var bytes = Vector128.Create(text.Slice(position, Vector128<byte>.Count));
            var isUpper = Vector128.LessThan(bytes - Vector128.Create((byte)'A'), Vector128.Create((byte)26));
            (bytes | (isUpper & Vector128.Create((byte)0x20))).CopyTo(folded[position..]);
        }

        for (; position < text.Length; position++)
        {
            folded[position] = Fold(text[position]);
        }
    }
}
