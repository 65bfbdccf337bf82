namespace Detections.Eql.Tests.Patterns;

/// <summary>
/// Lucene's regular expressions as plainly as can be: the positions at which a match that starts at one position may end. It knows
/// all operators everywhere and shares nothing with the translation. Syntax errors are exceptions.
/// </summary>
internal sealed class PlainLuceneRegex
{
    private readonly int[] _pattern;
    private readonly bool _ignoresCase;
    private readonly Ends _ends;
    private int _at;

    public PlainLuceneRegex(string pattern, bool ignoresCase)
    {
        _pattern = Runes(pattern);
        _ignoresCase = ignoresCase;
        _ends = pattern.Length == 0 ? (_, start) => [start] : Union();
        if (_at < _pattern.Length)
        {
            throw new FormatException();
        }
    }

    private delegate HashSet<int> Ends(int[] text, int start);

    public bool Matches(string text)
    {
        var runes = Runes(text);
        return _ends(runes, 0).Contains(runes.Length);
    }

    private static int[] Runes(string text) => [.. text.EnumerateRunes().Select(rune => rune.Value)];

    private Ends Union()
    {
        var left = Intersection();
        if (!Skip('|'))
        {
            return left;
        }

        var right = Union();
        return (text, start) => [.. left(text, start), .. right(text, start)];
    }

    private Ends Intersection()
    {
        var left = Concatenation();
        if (!Skip('&'))
        {
            return left;
        }

        var right = Intersection();
        return (text, start) => [.. left(text, start).Intersect(right(text, start))];
    }

    private Ends Concatenation()
    {
        var left = Repetition();
        if (_at == _pattern.Length || _pattern[_at] is ')' or '|' or '&')
        {
            return left;
        }

        var right = Concatenation();
        return (text, start) => [.. left(text, start).SelectMany(end => right(text, end))];
    }

    private Ends Repetition()
    {
        var inner = Complement();
        while (_at < _pattern.Length && _pattern[_at] is '?' or '*' or '+' or '{')
        {
            var (min, max) = (char)_pattern[_at++] switch
            {
                '?' => (0, 1),
                '*' => (0, int.MaxValue),
                '+' => (1, int.MaxValue),
                _ => Counts(),
            };
            var repeated = inner;
            inner = (text, start) => Repeat(repeated, text, start, min, max);
        }

        return inner;
    }

    private static HashSet<int> Repeat(Ends inner, int[] text, int start, int min, int max)
    {
        HashSet<int> found = min == 0 ? [start] : [];
        HashSet<int> current = [start];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var count = 1; count <= max && current.Count > 0; count++)
        {
            current = [.. current.SelectMany(end => inner(text, end))];
            if (count >= min)
            {
                found.UnionWith(current);
            }

            if (count >= min && !seen.Add(string.Join(',', current.Order())))
            {
                break;
            }
        }

        return min > max ? [] : found;
    }

    private (int Min, int Max) Counts()
    {
        var min = Integer();
        var max = min;
        if (Skip(','))
        {
            max = _at < _pattern.Length && IsDigit(_pattern[_at]) ? Integer() : int.MaxValue;
        }

        Require('}');
        return (min, max);
    }

    private int Integer()
    {
        var digits = "";
        while (_at < _pattern.Length && IsDigit(_pattern[_at]))
        {
            digits += (char)_pattern[_at++];
        }

        return int.TryParse(digits, out var value) ? value : throw new FormatException();
    }

    private Ends Complement()
    {
        if (!Skip('~'))
        {
            return Atom();
        }

        var inner = Complement();
        return (text, start) => [.. Enumerable.Range(start, text.Length - start + 1).Except(inner(text, start))];
    }

    private Ends Atom()
    {
        if (_at == _pattern.Length)
        {
            throw new FormatException();
        }

        switch ((char)Math.Min(_pattern[_at], char.MaxValue))
        {
            case '.':
                _at++;
                return One(_ => true);
            case '#':
                _at++;
                return (_, _) => [];
            case '@':
                _at++;
                return (text, start) => [.. Enumerable.Range(start, text.Length - start + 1)];
            case '"':
                _at++;
                return Text(Until('"'));
            case '<':
                _at++;
                return Interval(string.Concat(Until('>').Select(char.ConvertFromUtf32)));
            case '(':
                _at++;
                if (Skip(')'))
                {
                    return (_, start) => [start];
                }

                var inner = Union();
                Require(')');
                return inner;
            case '[':
                _at++;
                return Class();
            default:
                return Predefined() is { } predicate ? One(predicate) : Text([Character()]);
        }
    }

    private Ends Class()
    {
        var isComplement = Skip('^');
        var items = new List<Func<int, bool>>();
        do
        {
            items.Add(ClassItem());
        } while (_at < _pattern.Length && _pattern[_at] != ']');
        Require(']');
        return One(value => items.Any(item => item(value)) != isComplement);
    }

    private Func<int, bool> ClassItem()
    {
        if (Predefined() is { } predicate)
        {
            return predicate;
        }

        var mayStartRange = !(_at + 1 < _pattern.Length && _pattern[_at] == '\\' && _pattern[_at + 1] == '\\');
        var from = Character();
        if (!mayStartRange || !Skip('-'))
        {
            return value => AreSame(value, from);
        }

        Skip('\\');
        var to = _at < _pattern.Length ? _pattern[_at++] : throw new FormatException();
        return from <= to ? value => value >= from && value <= to : throw new FormatException();
    }

    private Func<int, bool>? Predefined()
    {
        if (_at + 1 >= _pattern.Length || _pattern[_at] != '\\')
        {
            return null;
        }

        Func<int, bool>? predicate = (char)Math.Min(_pattern[_at + 1], char.MaxValue) switch
        {
            'd' => IsDigit,
            'D' => value => !IsDigit(value),
            's' => IsSpace,
            'S' => value => !IsSpace(value),
            'w' => IsWord,
            'W' => value => !IsWord(value),
            _ => null,
        };
        _at += predicate is null ? 0 : 2;
        return predicate;
    }

    private int Character()
    {
        var isEscaped = Skip('\\');
        if (_at == _pattern.Length || (isEscaped && _pattern[_at] < 128 && char.IsAsciiLetter((char)_pattern[_at])))
        {
            throw new FormatException();
        }

        return _pattern[_at++];
    }

    private Ends Text(int[] expected) =>
        (text, start) =>
            start + expected.Length <= text.Length
            && expected.Select((value, index) => AreSame(text[start + index], value)).All(same => same)
                ? [start + expected.Length]
                : [];

    private static Ends Interval(string bounds)
    {
        if (
            bounds.Split('-') is not [var from, var to]
            || !from.Concat(to).All(char.IsAsciiDigit)
            || !int.TryParse(from, out var min)
            || !int.TryParse(to, out var max)
        )
        {
            throw new FormatException();
        }

        return (text, start) =>
        {
            HashSet<int> ends = [];
            for (var end = start + 1; end <= text.Length && IsDigit(text[end - 1]); end++)
            {
                var value = decimal.Parse(string.Concat(text[start..end].Select(digit => (char)digit)));
                if (
                    value >= Math.Min(min, max)
                    && value <= Math.Max(min, max)
                    && (from.Length != to.Length || end - start == from.Length)
                )
                {
                    ends.Add(end);
                }
            }

            return ends;
        };
    }

    private static Ends One(Func<int, bool> predicate) =>
        (text, start) => start < text.Length && predicate(text[start]) ? [start + 1] : [];

    private int[] Until(char close)
    {
        var end = Array.IndexOf(_pattern, close, _at);
        var between = end < 0 ? throw new FormatException() : _pattern[_at..end];
        _at = end + 1;
        return between;
    }

    private bool AreSame(int left, int right) =>
        left == right
        || (
            _ignoresCase
            && left < 128
            && right < 128
            && char.IsAsciiLetter((char)left)
            && char.IsAsciiLetter((char)right)
            && (left | 0x20) == (right | 0x20)
        );

    private static bool IsDigit(int value) => value is >= '0' and <= '9';

    private static bool IsSpace(int value) => value is ' ' or '\t' or '\n' or '\r';

    private static bool IsWord(int value) =>
        IsDigit(value) || value is '_' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');

    private bool Skip(char value)
    {
        var isThere = _at < _pattern.Length && _pattern[_at] == value;
        _at += isThere ? 1 : 0;
        return isThere;
    }

    private void Require(char value)
    {
        if (!Skip(value))
        {
            throw new FormatException();
        }
    }
}
