using System.Buffers;

namespace Detections.Eql.Patterns;

/// <summary>The part of a wildcard pattern between two stars: literal bytes and <see cref="AnyCharacter"/>.</summary>
internal sealed class WildcardPiece
{
    /// <summary>Stands for any one character. Valid UTF-8 never holds this byte.</summary>
    public const byte AnyCharacter = 0xFF;

    private readonly byte[] _pattern;
    private readonly bool _ignoresCase;
    private readonly bool _hasAnyCharacter;
    private readonly SearchValues<byte> _firstBytes;

    public WildcardPiece(byte[] pattern, bool ignoresCase)
    {
        _pattern = pattern;
        _ignoresCase = ignoresCase;
        _hasAnyCharacter = pattern.AsSpan().Contains(AnyCharacter);
        var first = pattern.Length > 0 ? pattern[0] : default;
        _firstBytes =
            ignoresCase && char.IsAsciiLetter((char)first)
                ? SearchValues.Create([(byte)(first | 0x20), (byte)(first & ~0x20)])
                : SearchValues.Create([first]);
    }

    /// <summary>The least bytes that match.</summary>
    public int Length => _pattern.Length;

    /// <summary>The position behind the piece if it matches at a position, else -1.</summary>
    public int MatchAt(ReadOnlySpan<byte> text, int position)
    {
        if (text.Length - position < _pattern.Length)
        {
            return -1;
        }

        if (!_hasAnyCharacter)
        {
            return AreSame(text.Slice(position, _pattern.Length)) ? position + _pattern.Length : -1;
        }

        foreach (var unit in _pattern)
        {
            if (position >= text.Length)
            {
                return -1;
            }

            if (unit == AnyCharacter)
            {
                position = EndOfCharacter(text, position);
            }
            else if (IsSame(text[position], unit))
            {
                position++;
            }
            else
            {
                return -1;
            }
        }

        return position;
    }

    /// <summary>The position behind the leftmost match at or after a position, or -1.</summary>
    public int Find(ReadOnlySpan<byte> text, int position)
    {
        if (_pattern.Length == 0)
        {
            return position;
        }

        while (position <= text.Length - _pattern.Length)
        {
            if (_pattern[0] != AnyCharacter)
            {
                var offset = text[position..].IndexOfAny(_firstBytes);
                if (offset < 0)
                {
                    return -1;
                }

                position += offset;
            }

            var end = MatchAt(text, position);
            if (end >= 0)
            {
                return end;
            }

            position = EndOfCharacter(text, position);
        }

        return -1;
    }

    /// <summary>Whether the text ends with the piece.</summary>
    public bool MatchesEnd(ReadOnlySpan<byte> text)
    {
        if (text.Length < _pattern.Length)
        {
            return false;
        }

        if (!_hasAnyCharacter)
        {
            return AreSame(text[^_pattern.Length..]);
        }

        var position = text.Length;
        for (var index = _pattern.Length - 1; index >= 0; index--)
        {
            if (--position < 0)
            {
                return false;
            }

            if (_pattern[index] == AnyCharacter)
            {
                position = StartOfCharacter(text, position);
            }
            else if (!IsSame(text[position], _pattern[index]))
            {
                return false;
            }
        }

        return true;
    }

    private bool AreSame(ReadOnlySpan<byte> text) =>
        _ignoresCase ? AsciiCase.Equals(text, _pattern) : text.SequenceEqual(_pattern);

    private bool IsSame(byte left, byte right) =>
        left == right || (_ignoresCase && AsciiCase.Fold(left) == AsciiCase.Fold(right));

    private static int EndOfCharacter(ReadOnlySpan<byte> text, int position)
    {
        do
        {
            position++;
        } while (position < text.Length && IsContinuation(text[position]));
        return position;
    }

    private static int StartOfCharacter(ReadOnlySpan<byte> text, int position)
    {
        while (position > 0 && IsContinuation(text[position]))
        {
            position--;
        }

        return position;
    }

    private static bool IsContinuation(byte unit) => (unit & 0xC0) == 0x80;
}
