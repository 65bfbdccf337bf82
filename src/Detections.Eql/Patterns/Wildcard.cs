namespace Detections.Eql.Patterns;

/// <summary>
/// A pattern in which <c>*</c> is any run of characters and <c>?</c> exactly one code point. The pieces between the stars are found
/// one after the other, each at its leftmost place, so the time is bounded by the product of the lengths.
/// </summary>
internal sealed class Wildcard
{
    /// <summary>Stands for a star. Valid UTF-8 never holds this byte.</summary>
    private const byte AnyRun = 0xFE;

    private readonly WildcardPiece[] _pieces;
    private readonly int _minLength;

    /// <summary>A pattern of the operators <c>:</c> and <c>like</c>: nothing escapes, a backslash is a backslash.</summary>
    /// <param name="pattern">The pattern in UTF-8.</param>
    /// <param name="ignoresCase">Whether upper and lower case ASCII letters are the same.</param>
    public Wildcard(ReadOnlySpan<byte> pattern, bool ignoresCase)
        : this(Mark(pattern, hasEscapes: false), ignoresCase) { }

    private Wildcard(byte[] marked, bool ignoresCase)
    {
        var pieces = new List<WildcardPiece>();
        foreach (var range in marked.AsSpan().Split(AnyRun))
        {
            pieces.Add(new WildcardPiece(marked[range], ignoresCase));
        }

        _pieces = [.. pieces];
        foreach (var piece in _pieces)
        {
            _minLength += piece.Length;
        }
    }

    /// <summary>A pattern as Lucene writes it: a backslash takes the meaning from the character behind it.</summary>
    public static Wildcard WithEscapes(ReadOnlySpan<byte> pattern, bool ignoresCase) =>
        new(Mark(pattern, hasEscapes: true), ignoresCase);

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

    private static byte[] Mark(ReadOnlySpan<byte> pattern, bool hasEscapes)
    {
        var marked = new List<byte>(pattern.Length);
        for (var index = 0; index < pattern.Length; index++)
        {
            // A backslash at the end has nothing to escape and means itself
            if (hasEscapes && pattern[index] == '\\' && index + 1 < pattern.Length)
            {
                index++;
                marked.Add(pattern[index]);
                continue;
            }

            marked.Add(
                pattern[index] switch
                {
                    (byte)'*' => AnyRun,
                    (byte)'?' => WildcardPiece.AnyCharacter,
                    var unit => unit,
                }
            );
        }

        return [.. marked];
    }
}
