using Detections.Eql;

namespace Detections.Runs;

/// <summary>What to read: the patterns together, over one range of arrival.</summary>
internal sealed record SourceQuery(
    IReadOnlyCollection<string> Patterns,
    IReadOnlyCollection<ArrivalField> Arrival,
    TimeRange Range
)
{
    /// <summary>The only fields that are needed of each event; null where its whole source is.</summary>
    public IReadOnlyCollection<string>? Fields { get; init; }

    /// <summary>What does not satisfy it may be left out.</summary>
    public EqlFilter Filter { get; init; } = EqlFilter.Everything;
}
