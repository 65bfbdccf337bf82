using System.Diagnostics.CodeAnalysis;

namespace Detections.Eql.Patterns;

/// <summary>Character classes: <c>[a-z]</c>, and the predefined ones such as <c>\w</c>.</summary>
internal sealed partial class LuceneRegexParser
{
    private RegexNode.Translated ParseClass(int start)
    {
        var isComplement = TrySkip('^');
        var set = new CodePointSet();
        do
        {
            if (TryParsePredefinedClass(out var predefined))
            {
                set.Add(predefined);
            }
            else
            {
                ParseClassItem(set);
            }
        } while (_problem is null && _position < pattern.Length && pattern[_position] != ']');
        if (_problem is null && !TrySkip(']'))
        {
            return Fail(
                "The character class has no closing bracket []]; escape the opening one as [\\[] if it is meant as such",
                start
            );
        }

        return new RegexNode.Translated((isComplement ? set.Complement() : set).ToPattern(), null, IsUnit: true);
    }

    private void ParseClassItem(CodePointSet set)
    {
        var start = _position;
        // What is escaped never starts a range: [a\.-] holds the hyphen. Before Lucene 10.2 this went for the backslash only
        var isEscaped = start < pattern.Length && pattern[start] == '\\';
        if (!TryReadCharacter(out var from))
        {
            return;
        }

        if (isEscaped || !TrySkip('-'))
        {
            AddCharacter(set, from);
        }
        else if (TryReadRangeEnd(start, out var to))
        {
            if (to < from)
            {
                Fail($"The range [{pattern[start.._position]}] ends before it starts", start);
                return;
            }

            set.Add(from, to);
        }
    }

    private bool TryReadRangeEnd(int start, out int character)
    {
        TrySkip('\\');
        character = 0;
        if (_position < pattern.Length)
        {
            character = Next();
            return true;
        }

        Fail("The range has no end; escape the hyphen as [\\-] if it is meant as such", start);
        return false;
    }

    private bool TryParsePredefinedClass([NotNullWhen(true)] out CodePointSet? set)
    {
        set = null;
        if (_position + 1 >= pattern.Length || pattern[_position] != '\\')
        {
            return false;
        }

        set = char.ToLowerInvariant(pattern[_position + 1]) switch
        {
            'd' => new CodePointSet().Add('0', '9'),
            's' => new CodePointSet().Add('\t', '\n').Add('\r', '\r').Add(' ', ' '),
            'w' => new CodePointSet().Add('0', '9').Add('A', 'Z').Add('_', '_').Add('a', 'z'),
            _ => null,
        };
        if (set is null)
        {
            return false;
        }

        set = char.IsAsciiLetterUpper(pattern[_position + 1]) ? set.Complement() : set;
        _position += 2;
        return true;
    }
}
