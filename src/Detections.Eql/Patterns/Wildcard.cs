namespace Detections.Eql.Patterns;

/// <summary>
/// A pattern in which <c>*</c> is any run of characters and <c>?</c> exactly one code point. Nothing escapes them: a backslash is
/// a backslash. The pieces between the stars are found one after the other, each at its leftmost place, so the time is bounded by
/// the product of the lengths.
/// </summary>
internal sealed class Wildcard
{
    /// <summary>Stands for <c>*</c>; a byte that no UTF-8 has.</summary>
    private const byte AnyText = 0xFE;

    private readonly WildcardPiece[] _pieces;
    private readonly int _minLength;

    /// <param name="pattern">The pattern in UTF-8.</param>
    /// <param name="ignoresCase">Whether upper and lower case ASCII letters are the same.</param>
    public Wildcard(ReadOnlySpan<byte> pattern, bool ignoresCase)
        : this(Mark(pattern, hasEscapes: false), ignoresCase) { }

    private Wildcard(byte[] marked, bool ignoresCase)
    {
        ReadOnlySpan<byte> pattern = marked;
        var pieces = new List<WildcardPiece>();
        foreach (var range in pattern.Split(AnyText))
        {
            pieces.Add(new WildcardPiece(pattern[range].ToArray(), ignoresCase));
        }

        _pieces = [.. pieces];
        foreach (var piece in _pieces)
        {
            _minLength += piece.Length;
        }
    }

    /// <summary>A pattern as Lucene reads it, in which a backslash takes the meaning from the character that follows it.</summary>
    public static Wildcard WithEscapes(ReadOnlySpan<byte> pattern, bool ignoresCase) =>
        new(Mark(pattern, hasEscapes: true), ignoresCase);

    private static byte[] Mark(ReadOnlySpan<byte> pattern, bool hasEscapes)
    {
        var marked = new List<byte>(pattern.Length);
        for (var index = 0; index < pattern.Length; index++)
        {
            if (hasEscapes && pattern[index] == (byte)'\\' && index + 1 < pattern.Length)
            {
                marked.Add(pattern[++index]);
                continue;
            }

            marked.Add(
                pattern[index] switch
                {
                    (byte)'*' => AnyText,
                    (byte)'?' => WildcardPiece.AnyCharacter,
                    var unit => unit,
                }
            );
        }

        return [.. marked];
    }

    public static bool IsIn(string text) => text.AsSpan().ContainsAny('*', '?');

    public bool Matches(ReadOnlySpan<byte> text)
    {
        if (text.Length < _minLength)
        {
            return false;
        }

        var end = _pieces[0].MatchAt(text, 0);
        if (_pieces.Length == 1 || end < 0)
        {
            return end == text.Length;
        }

        for (var index = 1; index < _pieces.Length - 1; index++)
        {
            end = _pieces[index].Find(text, end);
            if (end < 0)
            {
                return false;
            }
        }

        return _pieces[^1].MatchesEnd(text[end..]);
    }
}
