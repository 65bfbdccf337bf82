namespace Detections.Eql;

/// <summary>What a matcher waits for and how much it keeps.</summary>
public sealed record EqlMatcherOptions
{
    /// <summary>How late an event may arrive and still be judged as if it had come in order; by default a minute.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long hits are kept for a sample, and the <c>maxspan</c> of a sequence that names none; by default for ever.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>How many hits are kept at most, the oldest being dropped; by default a million.</summary>
    public int MaxHits { get; init; } = 1_000_000;

    /// <summary>By how many join keys one event takes part at most, where its key fields have many values; by default 1,000.</summary>
    public int MaxKeysPerEvent { get; init; } = 1_000;

    /// <summary>How many samples there may be with the same join key; by default one.</summary>
    public int MaxSamplesPerKey { get; init; } = 1;
}
