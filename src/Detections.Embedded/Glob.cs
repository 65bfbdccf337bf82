namespace Detections.Embedded;

/// <summary>Names with <c>*</c>, as in index patterns, field lists and source filters.</summary>
internal static class Glob
{
    public static bool HasWildcard(string pattern) => pattern.Contains('*', StringComparison.Ordinal);

    public static bool Matches(string pattern, ReadOnlySpan<char> name)
    {
        var star = -1;
        var resume = 0;
        var (p, n) = (0, 0);
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                resume = n;
            }
            else if (p < pattern.Length && pattern[p] == name[n])
            {
                p++;
                n++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                n = ++resume;
            }
            else
            {
                return false;
            }
        }
        while (p < pattern.Length && pattern[p] == '*')
        {
            p++;
        }

        return p == pattern.Length;
    }

    /// <summary>Whether some name fits both patterns.</summary>
    public static bool Overlap(string one, string other)
    {
        // Each row says, for the rest of the one pattern, with which rests of the other it overlaps; from the ends to the starts
        var below = new bool[other.Length + 1];
        for (var i = one.Length; i >= 0; i--)
        {
            var row = new bool[other.Length + 1];
            for (var j = other.Length; j >= 0; j--)
            {
                var star = i < one.Length && one[i] == '*';
                var otherStar = j < other.Length && other[j] == '*';
                row[j] = (i == one.Length, j == other.Length) switch
                {
                    (true, true) => true,
                    (true, false) => otherStar && row[j + 1],
                    (false, true) => star && below[j],
                    _ when star || otherStar => below[j] || row[j + 1],
                    _ => one[i] == other[j] && below[j + 1],
                };
            }
            below = row;
        }
        return below[0];
    }

    public static bool MatchesAny(IEnumerable<string> patterns, string name)
    {
        foreach (var pattern in patterns)
        {
            if (Matches(pattern, name))
            {
                return true;
            }
        }
        return false;
    }
}
