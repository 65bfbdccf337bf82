using System.Collections.Immutable;
using System.Text;

namespace Detections.Eql.Values;

/// <summary>
/// A date as a pattern of Java's describes it, such as <c>yyyy-MM-dd'T'HH:mm:ss.SSSX</c>: the letters <c>y u M d E H h a m s S X x Z</c>,
/// other characters, and quoted text.
/// </summary>
internal sealed class DatePattern
{
    /// <summary>Stands for a byte that is what it is; its count is the byte.</summary>
    private const char Literal = '\'';

    private readonly ImmutableArray<(char Letter, int Count)> _elements;

    private DatePattern(ImmutableArray<(char Letter, int Count)> elements) => _elements = elements;

    /// <summary>The pattern, or null if it is none or has a letter that is not known here.</summary>
    public static DatePattern? TryCreate(string pattern)
    {
        var elements = ImmutableArray.CreateBuilder<(char, int)>();
        var isQuoted = false;
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(pattern);
        while (!rest.IsEmpty)
        {
            var unit = (char)rest[0];
            var count = 1;
            if (rest.StartsWith("''"u8))
            {
                // Two quotes are one that is meant as such
                elements.Add((Literal, '\''));
                count = 2;
            }
            else if (unit == '\'')
            {
                isQuoted = !isQuoted;
            }
            else if (isQuoted || !IsReserved(unit))
            {
                elements.Add((Literal, unit));
            }
            else
            {
                count = rest.IndexOfAnyExcept(rest[0]) is >= 0 and var other ? other : rest.Length;
                if (count > DateParts.MaxCount(unit))
                {
                    return null;
                }

                elements.Add((unit, count));
            }

            rest = rest[count..];
        }

        return isQuoted || elements.Count == 0 ? null : new DatePattern(elements.ToImmutable());
    }

    public bool TryParse(ReadOnlySpan<byte> text, out InstantRange range)
    {
        range = default;
        var reader = new DateReader(text);
        var parts = new DateParts();
        foreach (var (letter, count) in _elements)
        {
            if (letter == Literal ? !reader.TrySkip((char)count) : !parts.TryRead(ref reader, letter, count))
            {
                return false;
            }
        }

        return reader.IsAtEnd && parts.TryRange(out range);
    }

    private static bool IsReserved(char unit) => char.IsAsciiLetter(unit) || unit is '[' or ']' or '{' or '}' or '#';
}
