using Detections.Eql.Patterns;

namespace Detections.Eql.Indexing;

/// <summary>Room for a value with its ASCII letters in lower case.</summary>
internal sealed class FoldedText
{
    private byte[] _room = new byte[1024];

    /// <summary>The text, folded; valid until the next.</summary>
    public ReadOnlySpan<byte> Fold(ReadOnlySpan<byte> text)
    {
        if (_room.Length < text.Length)
        {
            _room = new byte[text.Length * 2];
        }

        AsciiCase.Fold(text, _room);
        return _room.AsSpan(0, text.Length);
    }
}
