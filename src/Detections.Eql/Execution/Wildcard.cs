namespace Detections.Eql.Execution;

/// <summary>
/// A pattern in which <c>*</c> is any run of characters and <c>?</c> exactly one code point. Nothing escapes them: a backslash is
/// a backslash. The pieces between the stars are found one after the other, each at its leftmost place, so the time is bounded by
/// the product of the lengths.
/// </summary>
internal sealed class Wildcard
{
    private readonly WildcardPiece[] _pieces;
    private readonly int _minLength;

    /// <param name="pattern">The pattern in UTF-8.</param>
    /// <param name="ignoresCase">Whether upper and lower case ASCII letters are the same.</param>
    public Wildcard(ReadOnlySpan<byte> pattern, bool ignoresCase)
    {
        var pieces = new List<WildcardPiece>();
        foreach (var range in pattern.Split((byte)'*'))
        {
            pieces.Add(new WildcardPiece(pattern[range].ToArray(), ignoresCase));
        }

        _pieces = [.. pieces];
        foreach (var piece in _pieces)
        {
            _minLength += piece.Length;
        }
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
