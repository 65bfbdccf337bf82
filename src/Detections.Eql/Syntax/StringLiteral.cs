using System.Globalization;
using System.Text;

namespace Detections.Eql.Syntax;

/// <summary>Reads and writes string literals: <c>"…"</c> with escapes and <c>"""…"""</c> without.</summary>
internal static class StringLiteral
{
    private const string RawQuotes = "\"\"\"";

    /// <summary>The value of the literal that starts at a position, and the position behind it.</summary>
    public static (string Value, int End) Read(SourceText source, int start) =>
        string.CompareOrdinal(source.Text, start, RawQuotes, 0, RawQuotes.Length) == 0
            ? ReadRaw(source, start)
            : ReadQuoted(source, start);

    /// <summary>The literal in double quotes that means a text.</summary>
    public static string Write(string text)
    {
        var literal = new StringBuilder("\"");
        foreach (var character in text)
        {
            _ = character switch
            {
                '"' or '\\' => literal.Append('\\').Append(character),
                '\b' => literal.Append("\\b"),
                '\t' => literal.Append("\\t"),
                '\n' => literal.Append("\\n"),
                '\f' => literal.Append("\\f"),
                '\r' => literal.Append("\\r"),
                _ when char.IsControl(character) => literal.Append(
                    CultureInfo.InvariantCulture,
                    $"\\u{{{(int)character:X2}}}"
                ),
                _ => literal.Append(character),
            };
        }

        return literal.Append('"').ToString();
    }

    private static (string Value, int End) ReadRaw(SourceText source, int start)
    {
        var content = start + RawQuotes.Length;
        var close = source.Text.IndexOf(RawQuotes, content, StringComparison.Ordinal);
        if (close < 0 || source.Text.AsSpan(content, close - content).ContainsAny('\r', '\n'))
        {
            throw HasNoEnd(source, start, "This raw string has no end, expected [\"\"\"] on the same line");
        }

        // Up to two quotes in front of the closing three belong to the content
        for (var extra = 0; extra < 2 && source[close + RawQuotes.Length] == '"'; extra++)
        {
            close++;
        }

        return (source.Text[content..close], close + RawQuotes.Length);
    }

    private static (string Value, int End) ReadQuoted(SourceText source, int start)
    {
        var value = new StringBuilder();
        var position = start + 1;
        while (source[position] != '"')
        {
            if (position >= source.Length || source[position] is '\r' or '\n')
            {
                throw HasNoEnd(
                    source,
                    start,
                    "This string has no end, expected a closing double quote [\"] on the same line"
                );
            }

            if (source[position] == '\\')
            {
                position = Escape(source, position, value);
            }
            else
            {
                value.Append(source[position++]);
            }
        }

        return (value.ToString(), position + 1);
    }

    private static EqlException HasNoEnd(SourceText source, int start, string message)
    {
        var rest = source.Text.AsSpan(start);
        var length = rest.IndexOfAny('\r', '\n');
        return source.Error(new TextSpan(start, length < 0 ? rest.Length : length), message);
    }

    private static int Escape(SourceText source, int position, StringBuilder value)
    {
        var letter = source[position + 1];
        if (letter == 'u')
        {
            return Unicode(source, position, value);
        }

        value.Append(
            letter switch
            {
                'b' => '\b',
                't' => '\t',
                'n' => '\n',
                'f' => '\f',
                'r' => '\r',
                '"' or '\'' or '\\' => letter,
                _ => throw source.Error(
                    new TextSpan(position, Math.Min(2, source.Length - position)),
                    $"Unknown escape [{source.Text.AsSpan(position, Math.Min(2, source.Length - position))}] in a string; "
                        + "double the backslash [\\\\] to mean a backslash"
                ),
            }
        );
        return position + 2;
    }

    private static int Unicode(SourceText source, int position, StringBuilder value)
    {
        var open = position + 2;
        var close = source[open] == '{' ? open + 1 : open;
        while (char.IsAsciiHexDigit(source[close]))
        {
            close++;
        }

        if (source[open] != '{' || source[close] != '}')
        {
            throw source.Error(
                new TextSpan(position, close - position),
                "A Unicode escape is written [\\u{20AC}], with braces; double the backslash [\\\\] to mean a backslash"
            );
        }

        var span = new TextSpan(position, close + 1 - position);
        var digits = source.Text.AsSpan(open + 1, close - open - 1);
        if (digits.Length is < 2 or > 8)
        {
            throw source.Error(
                span,
                $"Between the braces of a Unicode escape stand two to eight hexadecimal digits, but [{source.Slice(span)}] has {digits.Length}"
            );
        }

        var code = uint.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        if (code is >= 0xD800 and <= 0xDFFF)
        {
            throw source.Error(span, $"Invalid unicode character code, [{digits}] is a surrogate code");
        }

        if (!Rune.TryCreate(code, out var rune))
        {
            throw source.Error(span, $"Invalid unicode character code [{digits}], the highest is [10FFFF]");
        }

        value.Append(rune.ToString());
        return close + 1;
    }
}
