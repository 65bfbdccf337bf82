using System.Globalization;
using System.Text;

namespace Detections.Eql.Patterns;

/// <summary>
/// Lucene's regular expressions, all its optional operators live, to those of the framework. The grammar is Lucene's: alternatives of
/// concatenations of repeated atoms; <c>^</c> and <c>$</c> are ordinary characters, classes such as <c>\w</c> are of ASCII, and a dot
/// is any one code point.
/// </summary>
internal sealed class LuceneRegexTranslator(string pattern, bool ignoresCase)
{
    private const string AnyCharacter = @"(?:[\uD800-\uDBFF][\uDC00-\uDFFF]|[^\uD800-\uDFFF]|[\uD800-\uDFFF])";
    private const int MaxNesting = 100;
    private const int MaxRepeat = 1000;
    private const int MaxIntervalSize = 1000;

    private readonly StringBuilder _result = new();
    private int _position;
    private int _nesting;

    private bool HasMore => _position < pattern.Length;

    private char Current => pattern[_position];

    public string Translate()
    {
        if (HasMore)
        {
            ReadAlternatives();
        }

        return HasMore
            ? throw Fail("has a [)] without its [(]; write [\\)] to mean the character")
            : _result.ToString();
    }

    private void ReadAlternatives()
    {
        ReadConcatenation();
        while (HasMore && Current == '|')
        {
            _position++;
            _result.Append('|');
            ReadConcatenation();
        }
    }

    private void ReadConcatenation()
    {
        var start = _position;
        while (HasMore && Current is not ('|' or ')'))
        {
            if (Current == '&')
            {
                throw Fail(
                    "uses the operator [&], intersection, which is not supported; write [\\&] to mean the character"
                );
            }

            ReadRepeated();
        }

        if (_position == start)
        {
            throw Fail("has an empty alternative; every side of [|] and every group needs something to match");
        }
    }

    private void ReadRepeated()
    {
        var start = _result.Length;
        ReadAtom();
        while (HasMore && Current is '?' or '*' or '+' or '{')
        {
            // A second sign repeats the repeated: Lucene knows neither lazy nor possessive ones
            _result.Insert(start, "(?:").Append(')');
            if (Current == '{')
            {
                ReadBraces();
            }
            else
            {
                _result.Append(Current);
                _position++;
            }
        }
    }

    private void ReadBraces()
    {
        var start = _position++;
        var least = ReadInteger();
        var most = least;
        if (HasMore && Current == ',')
        {
            _position++;
            most = HasMore && char.IsAsciiDigit(Current) ? ReadInteger() : -1;
        }

        if (!HasMore || Current != '}')
        {
            throw Fail("has braces without their end; a repeat is written [{3}], [{3,}] or [{3,5}]");
        }

        _position++;
        if (most >= 0 && most < least)
        {
            throw Fail("has a repeat whose first number is greater than its second", start);
        }

        if (least > MaxRepeat || most > MaxRepeat)
        {
            throw Fail($"repeats more than {MaxRepeat} times", start);
        }

        _result.Append(
            CultureInfo.InvariantCulture,
            $"{{{least}{(most == least ? "" : most < 0 ? "," : $",{most}")}}}"
        );
    }

    private int ReadInteger()
    {
        var start = _position;
        while (HasMore && char.IsAsciiDigit(Current))
        {
            _position++;
        }

        return int.TryParse(
            pattern.AsSpan(start, _position - start),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : throw Fail("has braces without a number; write [\\{] to mean the character", start);
    }

    private void ReadAtom()
    {
        var at = _position;
        switch (Current)
        {
            case '.':
                _position++;
                _result.Append(AnyCharacter);
                break;
            case '@':
                _position++;
                _result.Append("(?s:.*)");
                break;
            case '#':
                _position++;
                _result.Append(@"[^\s\S]");
                break;
            case '(':
                ReadGroup();
                break;
            case '[':
                ReadClass();
                break;
            case '"':
                ReadQuoted();
                break;
            case '<':
                ReadInterval();
                break;
            case '~':
                throw Fail(
                    "uses the operator [~], complement, which is not supported; write [\\~] to mean the character"
                );
            case '?' or '*' or '+' when at > 0 && pattern[at - 1] == '(':
            case '?' or '*' or '+' or '{' when at == 0 || pattern[at - 1] is '|' or '(':
                _position++;
                AppendLiteral(new Rune(pattern[at]));
                break;
            case '\\':
                ReadEscape();
                break;
            default:
                AppendLiteral(ReadCharacter());
                break;
        }
    }

    private void ReadGroup()
    {
        var open = _position++;
        if (++_nesting > MaxNesting)
        {
            throw Fail($"is nested deeper than {MaxNesting} groups", open);
        }

        if (!HasMore)
        {
            throw Fail("has a [(] without its [)]; write [\\(] to mean the character", open);
        }

        if (Current == ')')
        {
            // () is the empty text
            _position++;
            _result.Append("(?:)");
        }
        else
        {
            _result.Append("(?:");
            ReadAlternatives();
            if (!HasMore)
            {
                throw Fail("has a [(] without its [)]; write [\\(] to mean the character", open);
            }

            _position++;
            _result.Append(')');
        }

        _nesting--;
    }

    private void ReadQuoted()
    {
        var open = _position++;
        var close = pattern.IndexOf('"', _position);
        if (close < 0)
        {
            throw Fail("has a [\"] without its second; write [\\\"] to mean the character", open);
        }

        _result.Append("(?:");
        while (_position < close)
        {
            AppendLiteral(ReadCharacter());
        }

        _result.Append(')');
        _position = close + 1;
    }

    /// <summary><c>&lt;1-100&gt;</c>: the whole numbers of an interval, with as many digits as its ends if these have the same.</summary>
    private void ReadInterval()
    {
        var open = _position;
        var close = pattern.IndexOf('>', open);
        var body = close < 0 ? [] : pattern[(open + 1)..close].Split('-');
        if (body.Length != 2 || !TryReadEnd(body[0], out var first) || !TryReadEnd(body[1], out var last))
        {
            throw Fail("has a [<] that begins no interval such as [<1-100>]; write [\\<] to mean the character", open);
        }

        var (least, most) = (Math.Min(first, last), Math.Max(first, last));
        if (most - least >= MaxIntervalSize)
        {
            throw Fail(
                $"has an interval of more than {MaxIntervalSize} numbers; use digits such as [[0-9]{{4}}]",
                open
            );
        }

        var digits = body[0].Length == body[1].Length ? body[0].Length : 0;
        _result.Append("(?:");
        for (var number = least; number <= most; number++)
        {
            var text = number.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
            _result.Append(number == least ? "" : "|").Append(digits == 0 ? "0*" : "").Append(text);
        }

        _result.Append(')');
        _position = close + 1;
    }

    private static bool TryReadEnd(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private void ReadEscape()
    {
        var at = _position++;
        if (!HasMore)
        {
            throw Fail("ends with a [\\] that escapes nothing; write [\\\\] to mean the character", at);
        }

        if (ClassOf(Current) is { } set)
        {
            _position++;
            _result.Append('[').Append(set).Append(']');
            return;
        }

        AppendLiteral(ReadEscaped(at));
    }

    private Rune ReadEscaped(int at) =>
        char.IsAsciiLetter(Current)
            ? throw Fail(
                $"has the unknown escape [\\{Current}]; the classes are [\\d \\D \\s \\S \\w \\W], and no other letter is escaped",
                at
            )
            : ReadCharacter();

    private static string? ClassOf(char letter) =>
        letter switch
        {
            'd' => "0-9",
            'D' => "^0-9",
            's' => @" \t\n\r",
            'S' => @"^ \t\n\r",
            'w' => "A-Za-z0-9_",
            'W' => "^A-Za-z0-9_",
            _ => null,
        };

    private void ReadClass()
    {
        var open = _position++;
        var isNegated = HasMore && Current == '^';
        if (isNegated)
        {
            _position++;
        }

        var set = new CharacterSet();
        do
        {
            if (!HasMore)
            {
                throw Fail("has a [[] without its []]; write [\\[] to mean the character", open);
            }

            ReadClassItem(set, open);
        } while (!HasMore || Current != ']');
        _position++;
        set.Write(_result, isNegated);
    }

    private void ReadClassItem(CharacterSet set, int open)
    {
        if (Current == '\\' && _position + 1 < pattern.Length && char.IsAsciiLetter(pattern[_position + 1]))
        {
            var at = _position++;
            if (!set.TryAddNamed(Current))
            {
                ReadEscaped(at);
            }

            _position++;
            return;
        }

        var first = ReadClassCharacter(open);
        if (!HasMore || Current != '-')
        {
            set.Add(first.Value);
            if (ignoresCase && Rune.IsLetter(first) && first.IsAscii)
            {
                set.Add(first.Value ^ 0x20);
            }

            return;
        }

        _position++;
        if (!HasMore || Current == ']')
        {
            throw Fail("has a range without its end in a class; write [\\-] to mean the character", open);
        }

        var last = ReadClassCharacter(open);
        if (last < first)
        {
            throw Fail($"has the range [{first}-{last}], whose ends are in the wrong order", open);
        }

        set.Add(first.Value, last.Value);
    }

    private Rune ReadClassCharacter(int open)
    {
        if (Current == '\\')
        {
            _position++;
            if (!HasMore)
            {
                throw Fail("has a [[] without its []]; write [\\[] to mean the character", open);
            }
        }

        return ReadCharacter();
    }

    private Rune ReadCharacter()
    {
        if (Rune.TryGetRuneAt(pattern, _position, out var rune))
        {
            _position += rune.Utf16SequenceLength;
            return rune;
        }

        throw Fail("holds half of a surrogate pair");
    }

    private void AppendLiteral(Rune rune)
    {
        if (ignoresCase && rune.IsAscii && Rune.IsLetter(rune))
        {
            _result.Append('[').Append((char)(rune.Value | 0x20)).Append((char)(rune.Value & ~0x20)).Append(']');
        }
        else if (rune.IsBmp)
        {
            _result.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}");
        }
        else
        {
            _result.Append("(?:").Append(rune.ToString()).Append(')');
        }
    }

    private LuceneRegexException Fail(string problem, int? position = null) =>
        new(problem, Math.Min(position ?? _position, pattern.Length));
}
