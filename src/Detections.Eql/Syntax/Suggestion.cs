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
            _ => found.ToLowerInvariant(),
        };
        foreach (var candidate in expected)
        {
            if (candidate == word || (candidate.Length > 2 && IsOneSlipAway(word, candidate)))
            {
                return $"; did you mean [{candidate}]?";
            }
        }

        return "";
    }

    /// <summary>Whether one letter too many, too few, wrong, or two exchanged letters make the difference.</summary>
    private static bool IsOneSlipAway(string word, string candidate)
    {
        var head = word.AsSpan().CommonPrefixLength(candidate);
        var (left, right) = (word[head..], candidate[head..]);
        return (left.Length > 0 && right.Length > 0 && left[1..] == right[1..])
            || (left.Length > 0 && left[1..] == right)
            || (right.Length > 0 && right[1..] == left)
            || (
                left.Length > 1
                && right.Length > 1
                && (left[0], left[1]) == (right[1], right[0])
                && left[2..] == right[2..]
            );
    }
}
