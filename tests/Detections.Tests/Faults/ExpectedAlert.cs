namespace Detections.Tests.Faults;

/// <summary>An alert that the events of a world make due.</summary>
/// <param name="Events">The index of each, the pattern that it is read by, and the arrival that the rule goes by.</param>
internal sealed record ExpectedAlert(
    string RuleId,
    string Id,
    IReadOnlyList<(string Index, string Pattern, DateTimeOffset Arrival)> Events
)
{
    /// <summary>Of a sequence that of the event that came last.</summary>
    public DateTimeOffset Arrival => Events.Max(e => e.Arrival);

    /// <summary>Whether all of it could be found as soon as is promised, so that no coverage of it may be claimed without it.</summary>
    public required bool IsPrompt { get; init; }

    /// <summary>Why it may be missing all the same; empty where it may not.</summary>
    public string Excuse { get; set; } = "";

    public override string ToString() =>
        $"{RuleId} {Id[..8]} of {string.Join(", ", Events.Select(e => $"{e.Index} {e.Arrival:HH:mm:ss.fff}"))}{(IsPrompt ? "" : ", late")}{(Excuse.Length > 0 ? $" ({Excuse})" : "")}";
}
