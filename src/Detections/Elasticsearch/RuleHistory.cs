namespace Detections.Elasticsearch;

/// <summary>What the records of runs say of a rule.</summary>
internal sealed record RuleHistory
{
    public long Matched { get; init; }
    public long Created { get; init; }
    public long Suppressed { get; init; }
    public long Excepted { get; init; }
    public long Failed { get; init; }
    public long Waiting { get; init; }
    public TimeSpan Cost { get; init; }

    /// <summary>Events that the rule was asked about.</summary>
    public long Events { get; init; }
}
