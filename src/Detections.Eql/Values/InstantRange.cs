namespace Detections.Eql.Values;

/// <summary>The instants that a date in a query stands for, in nanoseconds since 1970.</summary>
/// <param name="From">The first of them.</param>
/// <param name="To">The last of them.</param>
internal readonly record struct InstantRange(long From, long To)
{
    /// <summary>
    /// Less than, equal to or greater than 0 for an instant before, in or after the range, so that <c>==</c> asks whether it is in
    /// it, <c>&gt;</c> and <c>&lt;=</c> go by its end, <c>&lt;</c> and <c>&gt;=</c> by its start.
    /// </summary>
    public int Compare(long nanoseconds) =>
        nanoseconds < From ? -1
        : nanoseconds > To ? 1
        : 0;
}
