using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Detections.Alerts;

/// <summary>Makes the text of an event one that every JSON reader accepts: broken characters become U+FFFD.</summary>
internal static class SourceText
{
    private const int EscapeLength = 6;

    public static ReadOnlyMemory<byte> Repair(ReadOnlyMemory<byte> source)
    {
        var utf8 = Utf8.IsValid(source.Span) ? source : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(source.Span));
        return MayEscapeSurrogates(utf8.Span) ? WithoutLoneSurrogates(utf8) : utf8;
    }

    private static bool MayEscapeSurrogates(ReadOnlySpan<byte> utf8) =>
        utf8.IndexOf(@"\ud"u8) >= 0 || utf8.IndexOf(@"\uD"u8) >= 0;

    private static byte[] WithoutLoneSurrogates(ReadOnlyMemory<byte> utf8)
    {
        var text = utf8.ToArray();
        var at = 0;
        while (at < text.Length)
        {
            if (text[at] != (byte)'\\')
            {
                at++;
            }
            else if (!TryReadEscape(text, at, out var unit))
            {
                at += 2;
            }
            else if (
                char.IsHighSurrogate(unit)
                && TryReadEscape(text, at + EscapeLength, out var next)
                && char.IsLowSurrogate(next)
            )
            {
                at += 2 * EscapeLength;
            }
            else
            {
                if (char.IsSurrogate(unit))
                {
                    @"\ufffd"u8.CopyTo(text.AsSpan(at));
                }

                at += EscapeLength;
            }
        }

        return text;
    }

    private static bool TryReadEscape(ReadOnlySpan<byte> text, int at, out char unit)
    {
        unit = default;
        if (at + EscapeLength > text.Length || !text[at..].StartsWith(@"\u"u8))
        {
            return false;
        }

        var digits = text.Slice(at + 2, EscapeLength - 2);
        if (!ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        unit = (char)value;
        return true;
    }
}
