namespace Detections.Eql;

/// <summary>What a matcher waits for and how much it keeps.</summary>
public sealed record EqlMatcherOptions
{
    /// <summary>How late an event may arrive and still be judged as if it had come in order; by default a minute.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long hits are kept after their time, or for <c>maxspan</c> where that is longer; by default an hour. It has to be longer than
    /// what is read again: an event that is added once more while it is kept counts once, and one older than what is kept is not taken.
    /// A sequence without <c>maxspan</c> that takes longer than this is not found. Only <see cref="EqlMatcher.Settle"/> makes hits old.
    /// </summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How many hits are kept at most, the oldest being dropped; by default a million.</summary>
    public int MaxHits { get; init; } = 1_000_000;

    /// <summary>By how many join keys one event takes part at most, where its key fields have many values; by default 1,000.</summary>
    public int MaxKeysPerEvent { get; init; } = 1_000;

    /// <summary>How many samples there may be with the same join key; by default one.</summary>
    public int MaxSamplesPerKey { get; init; } = 1;

    /// <summary>
    /// A step of a sequence that every match needs; by default none. If there is one, only its events are kept, and of the others those
    /// that share a join key with one of them: where few events satisfy it, nearly all are passed over at no cost. What was passed over
    /// before its key was opened has to be added again, see <see cref="EqlMatcher.LacksEvents"/>; then the matches are the same.
    /// </summary>
    public int? OpeningStep { get; init; }

    /// <summary>
    /// How many join keys may be open at once, by default 500. Where there are more, the events of all keys are kept from then on.
    /// </summary>
    public int MaxOpenKeys { get; init; } = 500;

    /// <summary>
    /// Whether an event that satisfies a step may count for it; by default it always may. An event that may not is to that step as if it
    /// did not exist: a missing event, or <c>until</c>, then did not happen. Steps are numbered from 0 in the order of the query's text,
    /// missing events and <c>until</c> among them. Asked only about events that satisfy the step.
    /// </summary>
    public Func<EqlEvent, int, bool>? Accepts { get; init; }
}
