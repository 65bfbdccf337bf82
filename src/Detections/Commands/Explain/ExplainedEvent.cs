using System.Collections.Immutable;
using Detections.Eql;

namespace Detections.Commands.Explain;

/// <summary>What a rule makes of one event.</summary>
internal sealed record ExplainedEvent
{
    /// <summary>Empty for an event of a file that does not say.</summary>
    public required string Index { get; init; }
    public required string Id { get; init; }

    /// <summary>Why it could not be judged.</summary>
    public string? Problem { get; init; }
    public ImmutableArray<EqlStepExplanation> Steps { get; init; } = [];

    /// <summary>By step, what takes the event away although it satisfies the query; null where nothing does.</summary>
    public IReadOnlyList<string?> Excepted { get; init; } = [];

    /// <summary>Which runs read the event.</summary>
    public string Window { get; init; } = "";

    /// <summary>Why no run reads the event, whatever is in it.</summary>
    public string? OutOfReach { get; init; }

    /// <summary>Whether it satisfies a step and nothing takes it away.</summary>
    public bool Counts =>
        Enumerable
            .Range(0, Steps.Length)
            .Any(step => Steps[step] is { Matches: true, IsUntil: false } && Excepted[step] is null);

    public string Name => Index.Length == 0 ? Id : $"{Index}/{Id}";
}
