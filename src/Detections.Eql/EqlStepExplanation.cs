using System.Collections.Immutable;

namespace Detections.Eql;

/// <summary>One event filter of a query and what it came to for one event.</summary>
public sealed record EqlStepExplanation
{
    /// <summary>The filter as it is written, with its join keys.</summary>
    public required string Text { get; init; }

    /// <summary>Whether the event satisfies the filter, as <see cref="EqlStep.Matches"/> says.</summary>
    public required bool Matches { get; init; }

    /// <summary>The condition, that of the category included.</summary>
    public required EqlExplanation Condition { get; init; }

    /// <summary>Whether the sequence needs that no event satisfies it.</summary>
    public required bool IsMissing { get; init; }

    /// <summary>Whether it is that of <c>until</c>, which ends sequences.</summary>
    public required bool IsUntil { get; init; }

    /// <summary>How many events in a row have to satisfy it.</summary>
    public required int Runs { get; init; }

    /// <summary>The fields that join, and their values.</summary>
    public required ImmutableArray<EqlValues> JoinFields { get; init; }

    /// <summary>
    /// The join keys of the event, one for each combination of the values of the join fields. Without any, where there are join
    /// fields, the event takes no part although it satisfies the filter.
    /// </summary>
    public required ImmutableArray<ImmutableArray<string?>> JoinKeys { get; init; }
}
