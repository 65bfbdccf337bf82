namespace Detections.Embedded.Search;

/// <summary>Orders the hits of several indices the way SQLite orders those of one.</summary>
internal sealed class HitOrder(IReadOnlyList<SortKey> keys) : IComparer<SearchHit>
{
    public int Compare(SearchHit? x, SearchHit? y)
    {
        for (var i = 0; i < keys.Count; i++)
        {
            var order = CompareTerms(x!.SortTerms[i], y!.SortTerms[i]);
            if (order != 0)
            {
                return keys[i].Descending ? -order : order;
            }
        }
        return x!.Document.Row.CompareTo(y!.Document.Row);
    }

    private static int CompareTerms(object one, object other) =>
        (one, other) switch
        {
            (long a, long b) => a.CompareTo(b),
            (double a, double b) => a.CompareTo(b),
            (long a, double b) => ((double)a).CompareTo(b),
            (double a, long b) => a.CompareTo(b),
            (string a, string b) => CompareUtf8(a, b),
            _ => Rank(one).CompareTo(Rank(other)),
        };

    private static int Rank(object term) =>
        term switch
        {
            long or double => 0,
            string => 1,
            _ => 2,
        };

    /// <summary>UTF-16 puts the supplementary characters before U+E000; UTF-8, which SQLite compares, after.</summary>
    private static int CompareUtf8(string one, string other)
    {
        var length = Math.Min(one.Length, other.Length);
        for (var i = 0; i < length; i++)
        {
            var (a, b) = (one[i], other[i]);
            if (a != b)
            {
                return char.IsSurrogate(a) == char.IsSurrogate(b) ? a.CompareTo(b) : (char.IsSurrogate(a) ? 1 : -1);
            }
        }
        return one.Length.CompareTo(other.Length);
    }
}
