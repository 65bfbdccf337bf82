namespace Detections.Eql.Syntax;

/// <summary>What the author probably meant by a word that has no place here.</summary>
internal static class Suggestion
{
    /// <summary>The end of an error message, <c>; did you mean [and]?</c>, or nothing.</summary>
    public static string For(string found, ReadOnlySpan<string> expected)
    {
        var word = found switch
        {
            "&&" => "and",
            "||" => "or",
            _ => found,
        };
        foreach (var candidate in expected)
        {
            if (candidate.Equals(word, StringComparison.OrdinalIgnoreCase))
                return $"; did you mean [{candidate}]?";
        }

        return "";
    }
}
