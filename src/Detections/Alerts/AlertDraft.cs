using Detections.Rules;

namespace Detections.Alerts;

/// <summary>A match that is to become an alert, or one event of a sequence that is to become a building block of it.</summary>
/// <param name="Index">The concrete index of the event, as the cluster names it; of a sequence that of its first event.</param>
/// <param name="Source">The event's <c>_source</c>, untouched; of a sequence what its events have in common.</param>
/// <param name="AlertId">See <see cref="Alerts.AlertId"/>.</param>
/// <param name="Now">When the alert is created, by the cluster's clock.</param>
internal sealed record AlertDraft(
    Rule Rule,
    string Index,
    string EventId,
    ReadOnlyMemory<byte> Source,
    string AlertId,
    DateTimeOffset Now,
    string RunId
)
{
    /// <summary>The id that a sequence's shell and building blocks share: the shell's.</summary>
    public string? GroupId { get; init; }

    /// <summary>Of a building block: the place of its event in the sequence, from 0.</summary>
    public int? GroupIndex { get; init; }

    public Lateness Lateness { get; init; }

    /// <summary>What further matches have to have in common with this one to be a number on its alert.</summary>
    public Suppression? Suppression { get; init; }

    /// <summary>Of a sequence's shell: its building blocks.</summary>
    public IReadOnlyList<AlertDraft> Blocks { get; init; } = [];
}
