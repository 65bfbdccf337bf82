namespace Detections.Runs;

/// <summary>What to read: the patterns together, over one range of arrival.</summary>
internal sealed record SourceQuery(
    IReadOnlyCollection<string> Patterns,
    IReadOnlyCollection<ArrivalField> Arrival,
    TimeRange Range
)
{
    /// <summary>The same for events that the cluster stamped as they arrived.</summary>
    public TimeRange Stamped { get; init; } = Range;

    /// <summary>The same for events of which nothing says when they arrived.</summary>
    public TimeRange Unstamped { get; init; } = Range;

    /// <summary>The only fields that are needed of each event; null where its whole source is.</summary>
    public IReadOnlyCollection<string>? Fields { get; init; }

    /// <summary>Takes what whoever reads should know besides, a sentence at a time.</summary>
    public Action<string> Warn { get; init; } = _ => { };

    /// <summary>Events that none of them can use may be left out; null where all are wanted.</summary>
    public IReadOnlyCollection<RuleFilter>? Filters { get; init; }
}
