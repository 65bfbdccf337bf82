using System.Globalization;

namespace Detections.Embedded.Http;

/// <summary>Half a surrogate pair is legal in JSON but is no text; it is read as U+FFFD.</summary>
internal static class LoneSurrogates
{
    private const int EscapeLength = 6;

    /// <summary>The same bytes where all is well; else a copy, as long, with the halves replaced.</summary>
    public static ReadOnlyMemory<byte> Replace(ReadOnlyMemory<byte> json)
    {
        byte[]? copy = null;
        var text = json.Span;
        for (var at = Next(text, 0); at >= 0; at = Next(text, at))
        {
            if (CodeUnit(text, at) is not { } unit)
            {
                at += 2;
            }
            else if (
                char.IsHighSurrogate(unit)
                && CodeUnit(text, at + EscapeLength) is { } second
                && char.IsLowSurrogate(second)
            )
            {
                at += 2 * EscapeLength;
            }
            else
            {
                if (char.IsSurrogate(unit))
                {
                    "FFFD"u8.CopyTo((copy ??= json.ToArray()).AsSpan(at + 2));
                }

                at += EscapeLength;
            }
        }
        return copy ?? json;
    }

    private static int Next(ReadOnlySpan<byte> text, int from)
    {
        var found = from < text.Length ? text[from..].IndexOf((byte)'\\') : -1;
        return found < 0 ? -1 : from + found;
    }

    /// <summary>The code unit that is escaped at a place; null where another escape or none stands there.</summary>
    private static char? CodeUnit(ReadOnlySpan<byte> text, int at) =>
        at + EscapeLength <= text.Length
        && text[at] == '\\'
        && text[at + 1] == 'u'
        && ushort.TryParse(
            text.Slice(at + 2, 4),
            NumberStyles.AllowHexSpecifier,
            CultureInfo.InvariantCulture,
            out var unit
        )
            ? (char)unit
            : null;
}
