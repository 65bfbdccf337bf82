using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Detections.Eql.Patterns;

/// <summary>
/// Reads a regular expression in Lucene's syntax, operators from loosest to tightest: <c>|</c>, <c>&amp;</c>, one after the other,
/// <c>? * + {}</c>, <c>~</c>. Where an operator has nothing to work on, as <c>*</c> at the start, it is an ordinary character.
/// </summary>
internal sealed partial class LuceneRegexParser(string pattern, bool ignoresCase)
{
    /// <summary>How deep parentheses may be nested.</summary>
    private const int MaxDepth = 100;

    /// <summary>Matches nothing, not even the empty text.</summary>
    private static readonly RegexNode.Translated Nothing = new(new CodePointSet().ToPattern(), null, IsUnit: true);

    private int _position;
    private int _depth;
    private string? _problem;
    private int _problemAt;

    public bool TryParse([NotNullWhen(true)] out RegexNode? node, [NotNullWhen(false)] out string? problem, out int at)
    {
        node = pattern.Length == 0 ? OfText("") : ParseUnion();
        if (_problem is null && _position < pattern.Length)
        {
            Fail("The closing parenthesis [)] has no opening one; escape it as [\\)]", _position);
        }

        (problem, at) = (_problem, _problemAt);
        return _problem is null;
    }

    private RegexNode ParseUnion()
    {
        var nodes = ParseList('|', ParseIntersection);
        if (nodes is [var only])
        {
            return only;
        }

        var patterns = new List<string>();
        foreach (var node in nodes)
        {
            if (node is not RegexNode.Translated translated)
            {
                return new RegexNode.Union(nodes);
            }

            patterns.Add(translated.Pattern);
        }

        return new RegexNode.Translated(string.Join('|', patterns), null, IsUnit: false);
    }

    private RegexNode ParseIntersection() =>
        ParseList('&', ParseConcatenation) is var nodes && nodes is [var only]
            ? only
            : new RegexNode.Intersection(nodes);

    private ImmutableArray<RegexNode> ParseList(char separator, Func<RegexNode> parse)
    {
        var nodes = ImmutableArray.CreateBuilder<RegexNode>();
        do
        {
            nodes.Add(parse());
        } while (_problem is null && TrySkip(separator));
        return nodes.ToImmutable();
    }

    private RegexNode ParseConcatenation()
    {
        var start = _position;
        var node = ParseRepetition();
        if (IsAtEndOfConcatenation())
        {
            return node;
        }

        var text = new StringBuilder();
        var literal = new StringBuilder();
        var isLiteral = true;
        while (true)
        {
            var part = AsTranslated(node, start);
            // Only alternatives bind looser than what stands beside them
            text.Append(part.IsUnit || part.Literal is not null ? part.Pattern : part.Unit);
            literal.Append(part.Literal);
            isLiteral &= part.Literal is not null;
            if (IsAtEndOfConcatenation())
            {
                return new RegexNode.Translated(text.ToString(), isLiteral ? literal.ToString() : null, IsUnit: false);
            }

            start = _position;
            node = ParseRepetition();
        }
    }

    private bool IsAtEndOfConcatenation() =>
        _problem is not null || _position == pattern.Length || pattern[_position] is ')' or '|' or '&';

    private RegexNode ParseRepetition()
    {
        var start = _position;
        var node = ParseComplement();
        while (_problem is null && _position < pattern.Length && pattern[_position] is '?' or '*' or '+' or '{')
        {
            var part = AsTranslated(node, start);
            node = pattern[_position++] switch
            {
                '?' => Repeat(part, "?"),
                '*' => part.Pattern == CodePointSet.Any ? AnyText() : Repeat(part, "*"),
                '+' => Repeat(part, "+"),
                _ => ParseCount(part),
            };
        }

        return node;
    }

    /// <summary>In one unit per character this is what takes the time, so it is written without pairs, which it need not know.</summary>
    private static RegexNode.Translated AnyText() => new(".*", null, IsUnit: false);

    private static RegexNode.Translated Repeat(RegexNode.Translated node, string quantifier) =>
        new(node.Unit + quantifier, null, IsUnit: false);

    /// <summary>The rest of <c>{n}</c>, <c>{n,}</c> or <c>{n,m}</c>.</summary>
    private RegexNode.Translated ParseCount(RegexNode.Translated node)
    {
        var start = _position - 1;
        if (!TryInteger(out var min))
        {
            return Fail(
                "A repetition is written [{2}], [{2,}] or [{2,5}]; escape the brace as [\\{] if it is meant as such",
                start
            );
        }

        int? max = min;
        if (TrySkip(','))
        {
            max =
                _position < pattern.Length && pattern[_position] == '}' ? null
                : TryInteger(out var integer) ? integer
                : -1;
        }

        if (max == -1 || !TrySkip('}'))
        {
            return Fail("The repetition has no closing brace [}], or its count is no integer up to 2147483647", start);
        }

        if (max < min)
        {
            return Fail($"The repetition [{pattern[start.._position]}] ends before it starts", start);
        }

        return Repeat(
            node,
            max == min
                ? string.Create(CultureInfo.InvariantCulture, $"{{{min}}}")
                : string.Create(CultureInfo.InvariantCulture, $"{{{min},{max}}}")
        );
    }

    private bool TryInteger(out int integer)
    {
        var start = _position;
        while (_position < pattern.Length && char.IsAsciiDigit(pattern[_position]))
        {
            _position++;
        }

        return int.TryParse(
            pattern.AsSpan(start, _position - start),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out integer
        );
    }

    private RegexNode ParseComplement()
    {
        var isComplement = false;
        while (TrySkip('~'))
        {
            isComplement = !isComplement;
        }

        var node = ParseAtom();
        return isComplement ? new RegexNode.Complement(node) : node;
    }

    private RegexNode ParseAtom()
    {
        var start = _position;
        if (start == pattern.Length)
        {
            return Fail("The regular expression ends where a character or a group is expected", start);
        }

        switch (pattern[_position++])
        {
            case '.':
                return new RegexNode.Translated(CodePointSet.Any, null, IsUnit: true);
            case '#':
                return Nothing;
            case '@':
                return AnyText();
            case '"':
                return ParseQuoted(start);
            case '(':
                return ParseGroup(start);
            case '<':
                return ParseInterval(start);
            case '[':
                return ParseClass(start);
            default:
                _position = start;
                return TryParsePredefinedClass(out var set)
                    ? new RegexNode.Translated(set.ToPattern(), null, IsUnit: true)
                    : ParseCharacter();
        }
    }

    private RegexNode.Translated ParseQuoted(int start)
    {
        var end = pattern.IndexOf('"', _position);
        if (end < 0)
        {
            return Fail(
                "The quoted text has no closing quote [\"]; escape the quote as [\\\"] if it is meant as such",
                start
            );
        }

        var text = pattern[_position..end];
        _position = end + 1;
        return OfText(text);
    }

    private RegexNode ParseGroup(int start)
    {
        if (TrySkip(')'))
        {
            return OfText("");
        }

        if (++_depth > MaxDepth)
        {
            return Fail($"Parentheses are nested more than {MaxDepth} deep", start);
        }

        var node = ParseUnion();
        _depth--;
        if (_problem is null && !TrySkip(')'))
        {
            return Fail(
                "The group has no closing parenthesis [)]; escape the opening one as [\\(] if it is meant as such",
                start
            );
        }

        return node is RegexNode.Translated { IsUnit: false } translated
            ? translated with
            {
                Pattern = translated.Unit,
                IsUnit = true,
            }
            : node;
    }

    private RegexNode.Translated ParseInterval(int start)
    {
        var end = pattern.IndexOf('>', _position);
        if (end < 0)
        {
            return Fail(
                "The interval has no closing bracket [>]; escape the opening one as [\\<] if it is meant as such",
                start
            );
        }

        var bounds = pattern[_position..end].Split('-');
        _position = end + 1;
        if (
            bounds is not [var from, var to]
            || !int.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var min)
            || !int.TryParse(to, NumberStyles.None, CultureInfo.InvariantCulture, out var max)
        )
        {
            return Fail(
                "An interval is written [<1-100>], with integers up to 2147483647; escape [<] as [\\<] if it is meant as such",
                start
            );
        }

        var numbers = NumericInterval.ToPattern(
            Math.Min(min, max),
            Math.Max(min, max),
            from.Length == to.Length ? from.Length : 0
        );
        return new RegexNode.Translated(numbers, null, IsUnit: true);
    }

    private RegexNode.Translated ParseCharacter() =>
        TryReadCharacter(out var character) ? OfText(char.ConvertFromUtf32(character)) : Nothing;

    private bool TryReadCharacter(out int character)
    {
        var start = _position;
        character = 0;
        var isEscaped = TrySkip('\\');
        if (_position == pattern.Length)
        {
            Fail(
                isEscaped
                    ? "The backslash has nothing to escape; write [\\\\] for a backslash"
                    : "The character class has no closing bracket []]",
                start
            );
            return false;
        }

        character = Next();
        if (isEscaped && char.IsAsciiLetter((char)Math.Min(character, char.MaxValue)))
        {
            Fail(
                $"There is no [\\{(char)character}]; only the letters [dDsSwW] have a meaning behind a backslash, write [\\\\] for a backslash",
                start
            );
            return false;
        }

        return true;
    }

    /// <summary>Half a pair is the replacement character, as it is in a text.</summary>
    private int Next()
    {
        Rune.DecodeFromUtf16(pattern.AsSpan(_position), out var character, out var length);
        _position += length;
        return character.Value;
    }

    private void AddCharacter(CodePointSet set, int character)
    {
        set.Add(character, character);
        if (ignoresCase && character < 128 && char.IsAsciiLetter((char)character))
        {
            set.Add(character ^ 0x20, character ^ 0x20);
        }
    }

    private RegexNode.Translated OfText(string text)
    {
        var translated = new StringBuilder();
        foreach (var character in text.EnumerateRunes())
        {
            var set = new CodePointSet();
            AddCharacter(set, character.Value);
            translated.Append(set.ToPattern());
        }

        return new RegexNode.Translated(translated.ToString(), text, IsUnit: false);
    }

    private bool TrySkip(char character)
    {
        if (_position == pattern.Length || pattern[_position] != character)
        {
            return false;
        }

        _position++;
        return true;
    }

    /// <summary>An expression with operators around it must be one for .NET.</summary>
    private RegexNode.Translated AsTranslated(RegexNode node, int at) =>
        node as RegexNode.Translated
        ?? Fail(
            "The operators [~] and [&] are supported for a whole alternative only, as in [~(a.*)] or [a.*&.*b|c], not as a part of it",
            at
        );

    private RegexNode.Translated Fail(string problem, int at)
    {
        if (_problem is null)
        {
            (_problem, _problemAt) = (problem, at);
        }

        return Nothing;
    }
}
