namespace Detections.Runs;

/// <summary>Coverages are alike where they say the same of different rules or patterns.</summary>
internal sealed class CoverageComparer : IEqualityComparer<Coverage>
{
    public static readonly CoverageComparer Instance = new();

    public bool Equals(Coverage? x, Coverage? y) =>
        x is not null
        && y is not null
        && x.WatchedSince == y.WatchedSince
        && x.ClosedBefore == y.ClosedBefore
        && x.Searched.Ranges.SequenceEqual(y.Searched.Ranges);

    public int GetHashCode(Coverage coverage) =>
        HashCode.Combine(
            coverage.WatchedSince,
            coverage.ClosedBefore,
            coverage.Searched.Ranges.Count,
            coverage.Searched.Ranges.Count > 0 ? coverage.Searched.Ranges[^1] : default
        );
}
