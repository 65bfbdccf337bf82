using System.Buffers.Text;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Unicode;

namespace Detections.Eql.Execution;

/// <summary>
/// JSON string contents to valid UTF-8. Unlike the framework's own unescaping it never refuses: what is not a character becomes
/// U+FFFD, because a damaged value must not hide an event.
/// </summary>
internal static class JsonText
{
    private const byte Backslash = (byte)'\\';

    /// <summary>The most bytes of JSON that one byte of text takes, as in <c>\u0041</c>.</summary>
    public const int MaxEscapeLength = 6;

    /// <summary>The most bytes that the text can become: an invalid byte turns into the three of U+FFFD.</summary>
    public static int MaxLength(ReadOnlySpan<byte> text) => Utf8.IsValid(text) ? text.Length : text.Length * 3;

    /// <summary>The longest beginning of a valid text, up to a limit, that ends with a whole character.</summary>
    public static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> text, int limit)
    {
        if (text.Length <= limit)
        {
            return text;
        }

        while (limit > 0 && (text[limit] & 0xC0) == 0x80)
        {
            limit--;
        }

        return text[..limit];
    }

    /// <summary>Resolves the escapes of a JSON string and replaces what is not valid UTF-8. Returns the bytes written.</summary>
    public static int Unescape(ReadOnlySpan<byte> text, Span<byte> target)
    {
        var written = 0;
        while (true)
        {
            var plain = text.IndexOf(Backslash);
            if (plain < 0)
            {
                return written + Repair(text, target[written..]);
            }

            written += Repair(text[..plain], target[written..]);
            written += UnescapeOne(ref text, plain, target[written..]);
        }
    }

    /// <summary>
    /// Resolves the escapes of a JSON string of valid UTF-8, at least as long as which the target must be. False if there is a backslash
    /// with which no escape begins.
    /// </summary>
    public static bool TryUnescape(ReadOnlySpan<byte> text, Span<byte> target, out int written)
    {
        written = 0;
        var read = 0;
        while (read < text.Length)
        {
            var plain = CopyPlain(text, read, target, written);
            read += plain;
            written += plain;
            if (read == text.Length)
            {
                break;
            }

            if (text[read] == Backslash && !TryUnescapeOne(text, ref read, target, ref written))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Copies up to the next backslash, sixteen bytes at most, and returns how many there were before it. More may be written, but not
    /// beyond the length of the text.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CopyPlain(ReadOnlySpan<byte> text, int read, Span<byte> target, int written)
    {
        if (text.Length - read < Vector128<byte>.Count)
        {
            var rest = text[read..];
            var plain = rest.IndexOf(Backslash);
            rest = plain < 0 ? rest : rest[..plain];
            rest.CopyTo(target[written..]);
            return rest.Length;
        }

        var bytes = Vector128.Create(text.Slice(read, Vector128<byte>.Count));
        bytes.CopyTo(target.Slice(written, Vector128<byte>.Count));
        var backslashes = Vector128.Equals(bytes, Vector128.Create(Backslash)).ExtractMostSignificantBits();
        return BitOperations.TrailingZeroCount(backslashes | (1u << Vector128<byte>.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryUnescapeOne(ReadOnlySpan<byte> text, ref int read, Span<byte> target, ref int written)
    {
        var letter = read + 1 < text.Length ? text[read + 1] : default;
        if (letter is Backslash or (byte)'"')
        {
            target[written++] = letter;
            read += 2;
            return true;
        }

        return TryUnescapeRarer(text, letter, ref read, target, ref written);
    }

    private static bool TryUnescapeRarer(
        ReadOnlySpan<byte> text,
        byte letter,
        ref int read,
        Span<byte> target,
        ref int written
    )
    {
        var rest = text[read..];
        var isEscape =
            letter == (byte)'u'
                ? rest.Length >= MaxEscapeLength && IsHex(rest[2..MaxEscapeLength])
                : letter is (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t';
        if (isEscape)
        {
            written += UnescapeOne(ref rest, at: 0, target[written..]);
            read = text.Length - rest.Length;
        }

        return isEscape;
    }

    private static bool IsHex(ReadOnlySpan<byte> digits)
    {
        foreach (var digit in digits)
        {
            if (!char.IsAsciiHexDigit((char)digit))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Copies the text, each invalid sequence replaced by U+FFFD. Returns the bytes written.</summary>
    public static int Repair(ReadOnlySpan<byte> text, Span<byte> target)
    {
        if (Utf8.IsValid(text))
        {
            text.CopyTo(target);
            return text.Length;
        }

        var written = 0;
        while (!text.IsEmpty)
        {
            Rune.DecodeFromUtf8(text, out var rune, out var consumed);
            written += rune.EncodeToUtf8(target[written..]);
            text = text[consumed..];
        }

        return written;
    }

    private static int UnescapeOne(ref ReadOnlySpan<byte> text, int at, Span<byte> target)
    {
        var letter = at + 1 < text.Length ? text[at + 1] : default;
        if (letter == default || (letter == 'u' && at + 6 > text.Length))
        {
            // Only where the reader took the beginning of an over-long string
            text = [];
            return 0;
        }

        if (letter != 'u')
        {
            text = text[(at + 2)..];
            target[0] = letter switch
            {
                (byte)'b' => (byte)'\b',
                (byte)'f' => (byte)'\f',
                (byte)'n' => (byte)'\n',
                (byte)'r' => (byte)'\r',
                (byte)'t' => (byte)'\t',
                _ => letter,
            };
            return 1;
        }

        var high = HexAt(text, at);
        text = text[(at + 6)..];
        if (Rune.TryCreate(high, out var rune))
        {
            return rune.EncodeToUtf8(target);
        }

        if (text.Length >= 6 && text.StartsWith("\\u"u8) && Rune.TryCreate(high, HexAt(text, 0), out rune))
        {
            text = text[6..];
        }
        else
        {
            rune = Rune.ReplacementChar;
        }

        return rune.EncodeToUtf8(target);
    }

    private static char HexAt(ReadOnlySpan<byte> text, int at) =>
        Utf8Parser.TryParse(text.Slice(at + 2, 4), out ushort unit, out _, 'x') ? (char)unit : char.MaxValue;
}
