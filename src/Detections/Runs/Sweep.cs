using Detections.Rules;

namespace Detections.Runs;

/// <summary>One read of a range, the part of it that counts as searched afterwards, and for whom.</summary>
internal sealed record Sweep(
    SweepPurpose Purpose,
    TimeRange Range,
    TimeRange Proves,
    IReadOnlyList<string> Patterns,
    IReadOnlyList<Rule> Rules
)
{
    /// <summary>Of events that the cluster stamped as they arrived only these are read.</summary>
    public TimeRange Stamped { get; init; } = Range;

    /// <summary>Of events of which nothing says when they arrived, these are read.</summary>
    public TimeRange Unstamped { get; init; } = Range;

    /// <summary>By what all rules' events are in the ranges; null where each rule goes by the field it names.</summary>
    public ArrivalField? By { get; init; }
}
