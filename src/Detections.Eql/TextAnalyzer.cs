namespace Detections.Eql;

/// <summary>Splits text into lower-cased words the way Elasticsearch's standard analyzer does for letters and digits.</summary>
public static class TextAnalyzer
{
    private const int LongestToken = 255;

    /// <summary>The words of a text, in their order.</summary>
    public static IEnumerable<string> Tokens(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Split(text);
    }

    private static IEnumerable<string> Split(string text)
    {
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var inside = i < text.Length && (IsWord(text[i]) || (start >= 0 && Joins(text, i)));
            if (inside && start >= 0 && i - start == LongestToken)
            {
                yield return text[start..i].ToLowerInvariant();
                start = i;
            }
            else if (inside && start < 0)
            {
                start = i;
            }
            else if (!inside && start >= 0)
            {
                yield return text[start..i].ToLowerInvariant();
                start = -1;
            }
        }
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_' || char.IsSurrogate(c);

    /// <summary>A dot, colon, comma or apostrophe stays in a word when it stands between letters, or between digits.</summary>
    private static bool Joins(string text, int at)
    {
        if (at == 0 || at + 1 >= text.Length)
        {
            return false;
        }

        var (before, after) = (text[at - 1], text[at + 1]);
        return text[at] switch
        {
            '.' or '\'' or '’' => (char.IsLetter(before) && char.IsLetter(after))
                || (char.IsDigit(before) && char.IsDigit(after)),
            ':' => char.IsLetter(before) && char.IsLetter(after),
            ',' or ';' => char.IsDigit(before) && char.IsDigit(after),
            _ => false,
        };
    }
}
