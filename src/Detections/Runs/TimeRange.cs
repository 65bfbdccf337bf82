namespace Detections.Runs;

/// <summary>From (included) to To (excluded), UTC.</summary>
internal readonly record struct TimeRange(DateTimeOffset From, DateTimeOffset To)
{
    public bool IsEmpty => From >= To;

    public TimeSpan Length => To - From;

    public bool Contains(DateTimeOffset time) => From <= time && time < To;

    public TimeRange Within(TimeRange bounds) => new(Max(From, bounds.From), Min(To, bounds.To));

    private static DateTimeOffset Max(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Min(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
