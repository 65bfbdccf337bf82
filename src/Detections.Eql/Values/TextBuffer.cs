using System.Buffers;
using System.Text;

namespace Detections.Eql.Values;

/// <summary>UTF-16 text that grows, at first in the room that it is given.</summary>
internal ref struct TextBuffer(Span<char> room)
{
    private Span<char> _room = room;
    private char[]? _rented;

    public int Length { get; private set; }

    public readonly Span<char> Text => _room[..Length];

    public void Append(scoped ReadOnlySpan<char> text)
    {
        text.CopyTo(Reserve(text.Length));
        Length += text.Length;
    }

    public void AppendUtf8(scoped ReadOnlySpan<byte> text)
    {
        // No text has more units than bytes
        Length += Encoding.UTF8.GetChars(text, Reserve(text.Length));
    }

    /// <summary>In lower case by the invariant culture, which never changes the length.</summary>
    public void AppendLower(scoped ReadOnlySpan<char> text)
    {
        text.ToLowerInvariant(Reserve(text.Length));
        Length += text.Length;
    }

    /// <summary>Keeps of what was appended from a position on only a part.</summary>
    public void Keep(int from, int start, int end)
    {
        _room[(from + start)..(from + end)].CopyTo(_room[from..]);
        Length = from + end - start;
    }

    public void Return()
    {
        if (_rented is not null)
        {
            ArrayPool<char>.Shared.Return(_rented);
        }
    }

    private Span<char> Reserve(int length)
    {
        if (_room.Length - Length < length)
        {
            var rented = ArrayPool<char>.Shared.Rent(Math.Max(_room.Length * 2, Length + length));
            Text.CopyTo(rented);
            Return();
            _room = _rented = rented;
        }

        return _room[Length..];
    }
}
