using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;

namespace Detections.Eql.Syntax;

/// <summary>Cuts the query into tokens, one at a time, so that the first error in reading order is the one reported.</summary>
internal sealed class Lexer(SourceText source)
{
    private static readonly FrozenSet<string> Keywords = FrozenSet.Create(
        "and any by false in in~ join like like~ maxspan not null of or regex regex~ sample sequence true until where with".Split(
            ' '
        )
    );

    private static readonly SearchValues<char> WordCharacters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
    );

    private int _position;

    /// <summary>Whether a part of a field name stands for itself, without back-ticks.</summary>
    public static bool IsName(string text) =>
        text.Length > 0
        && IsWordStart(text[0])
        && text.AsSpan(1).IndexOfAnyExcept(WordCharacters) < 0
        && !Keywords.Contains(text);

    public Token Next()
    {
        SkipBlanksAndComments();
        var start = _position;
        var first = source[start];
        if (start == source.Length)
        {
            return new Token(TokenKind.End, new TextSpan(start, 0), "");
        }

        if (IsWordStart(first))
        {
            return Word();
        }

        if (char.IsAsciiDigit(first) || (first == '.' && char.IsAsciiDigit(source[start + 1])))
        {
            return Number();
        }

        return first switch
        {
            '"' => String(),
            '`' => QuotedIdentifier(),
            '\'' => throw OldQuotes(start, "Use double quotes [\"] to define string literals, not single quotes [']"),
            '?' when source[start + 1] is '"' or '\'' => throw OldQuotes(
                start + 1,
                "Use triple double quotes [\"\"\"] to define unescaped string literals, not [?"
                    + source[start + 1]
                    + "]"
            ),
            _ => Symbol(),
        };
    }

    private static bool IsWordStart(char character) => char.IsAsciiLetter(character) || character is '_' or '@';

    private void SkipBlanksAndComments()
    {
        while (true)
        {
            if (source[_position] is ' ' or '\t' or '\r' or '\n')
            {
                _position++;
            }
            else if (source[_position] == '/' && source[_position + 1] == '/')
            {
                SkipLine();
            }
            else if (source[_position] == '/' && source[_position + 1] == '*')
            {
                SkipBlockComment();
            }
            else
            {
                return;
            }
        }
    }

    private void SkipLine()
    {
        while (_position < source.Length && source[_position] is not ('\r' or '\n'))
        {
            _position++;
        }
    }

    private void SkipBlockComment()
    {
        var start = _position;
        var depth = 0;
        do
        {
            if (_position >= source.Length)
            {
                throw source.Error(
                    new TextSpan(start, 2),
                    "This comment has no end, expected [*/]; comments nest, so each [/*] needs its own"
                );
            }

            var pair = (source[_position], source[_position + 1]);
            depth += pair switch
            {
                ('/', '*') => 1,
                ('*', '/') => -1,
                _ => 0,
            };
            _position += pair is ('/', '*') or ('*', '/') ? 2 : 1;
        } while (depth > 0);
    }

    private Token Word()
    {
        var start = _position;
        do
        {
            _position++;
        } while (WordCharacters.Contains(source[_position]));
        if (source[_position] != '~')
        {
            return Finish(Keywords.Contains(TextFrom(start)) ? TokenKind.Keyword : TokenKind.Identifier, start);
        }

        _position++;
        return Finish(Keywords.Contains(TextFrom(start)) ? TokenKind.Keyword : TokenKind.InsensitiveName, start);
    }

    private Token Number()
    {
        var start = _position;
        SkipDigits();
        var isInteger = true;
        if (source[_position] == '.')
        {
            isInteger = false;
            _position++;
            SkipDigits();
        }

        var exponent = _position + 1;
        if (source[_position] is 'e' or 'E' && source[exponent] is '+' or '-')
        {
            exponent++;
        }

        if (source[_position] is 'e' or 'E' && char.IsAsciiDigit(source[exponent]))
        {
            isInteger = false;
            _position = exponent;
            SkipDigits();
        }

        return Finish(TokenKind.Number, start, Values.Number.Parse(TextFrom(start), isInteger));
    }

    private void SkipDigits()
    {
        while (char.IsAsciiDigit(source[_position]))
        {
            _position++;
        }
    }

    private Token String()
    {
        var start = _position;
        var (value, end) = StringLiteral.Read(source, start);
        _position = end;
        return Finish(TokenKind.String, start, value);
    }

    private Token QuotedIdentifier()
    {
        var start = _position++;
        while (source[_position] != '`' || source[_position + 1] == '`')
        {
            if (_position >= source.Length)
            {
                throw source.Error(
                    new TextSpan(start, 1),
                    "This quoted name has no end, expected a closing back-tick [`]"
                );
            }

            _position += source[_position] == '`' ? 2 : 1;
        }

        _position++;
        var name = source
            .Slice(new TextSpan(start + 1, _position - start - 2))
            .Replace("``", "`", StringComparison.Ordinal);
        if (name.Length == 0)
        {
            throw source.Error(new TextSpan(start, 2), "A quoted name must not be empty");
        }

        return Finish(TokenKind.QuotedIdentifier, start, name);
    }

    private Token Symbol()
    {
        var start = _position;
        ReadOnlySpan<string> pairs = ["==", "!=", "<=", ">=", "![", "&&", "||", "<>"];
        foreach (var pair in pairs)
        {
            if (source[start] == pair[0] && source[start + 1] == pair[1])
            {
                _position += 2;
                return Finish(TokenKind.Symbol, start);
            }
        }

        _position += char.IsSurrogatePair(source[start], source[start + 1]) ? 2 : 1;
        return "=<>:+-*/%()[]|,.?!~".Contains(source[start], StringComparison.Ordinal)
            ? Finish(TokenKind.Symbol, start)
            : throw source.Error(new TextSpan(start, _position - start), Meaningless(TextFrom(start)));
    }

    /// <summary>What looks like a blank or a quote and is none is named by its code point.</summary>
    private static string Meaningless(string character)
    {
        var code = string.Create(CultureInfo.InvariantCulture, $"U+{(int)character[0]:X4}");
        return character[0] switch
        {
            '“' or '”' or '„' or '‟' or '‘' or '’' or '‚' or '‛' =>
                $"The character [{character}] ({code}) has no meaning here; use straight quotes [\"]",
            var blank when char.IsWhiteSpace(blank) || char.IsControl(blank) || IsInvisible(blank) =>
                $"The character {code} has no meaning here, although it cannot be seen; put a plain space or nothing in its place",
            _ =>
                $"The character [{character}] has no meaning here; if it is part of a field name, put the name in back-ticks [`]",
        };
    }

    private static bool IsInvisible(char character) => char.GetUnicodeCategory(character) == UnicodeCategory.Format;

    private EqlException OldQuotes(int quote, string message)
    {
        var close = source.Text.IndexOf(source[quote], quote + 1);
        var end = close < 0 ? quote + 1 : close + 1;
        return source.Error(new TextSpan(_position, end - _position), message);
    }

    private string TextFrom(int start) => source.Slice(new TextSpan(start, _position - start));

    private Token Finish(TokenKind kind, int start, object? value = null) =>
        new(kind, new TextSpan(start, _position - start), TextFrom(start), value);
}
