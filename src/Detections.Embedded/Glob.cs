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
    public static bool Overlap(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        if (one.Length == 0 || other.Length == 0)
        {
            return one.TrimStart('*').Length == 0 && other.TrimStart('*').Length == 0;
        }

        if (one[0] == '*')
        {
            return Overlap(one[1..], other) || Overlap(one, other[1..]);
        }

        if (other[0] == '*')
        {
            return Overlap(one, other[1..]) || Overlap(one[1..], other);
        }

        return one[0] == other[0] && Overlap(one[1..], other[1..]);
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
