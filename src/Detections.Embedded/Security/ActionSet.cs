namespace Detections.Embedded.Security;

/// <summary>The actions that a privilege stands for, as patterns over Elasticsearch's names of them.</summary>
internal sealed class ActionSet(string[] granted, params string[] withheld)
{
    public bool Grants(string action) => Glob.MatchesAny(granted, action) && !Glob.MatchesAny(withheld, action);

    /// <summary>Whether several sets together grant everything that this one does.</summary>
    public bool IsCoveredBy(IReadOnlyCollection<ActionSet> sets) =>
        Array.TrueForAll(granted, pattern => sets.Any(set => set.CoversAllOf(pattern, withheld)));

    /// <summary>A star in a pattern is only matched by a star, so that matching the pattern as if it were a name covers it.</summary>
    private bool CoversAllOf(string pattern, string[] exceptions) =>
        Glob.MatchesAny(granted, pattern)
        && Array.TrueForAll(withheld, gap => !Glob.Overlap(gap, pattern) || Glob.MatchesAny(exceptions, gap));
}
