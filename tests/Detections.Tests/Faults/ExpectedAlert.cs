namespace Detections.Tests.Faults;

/// <summary>An alert that the events of a world make due.</summary>
internal sealed record ExpectedAlert(string RuleId, string Id, IReadOnlyList<string> Indices, string Pattern)
{
    /// <summary>By what the rule goes; of a sequence that of its last event.</summary>
    public required DateTimeOffset Arrival { get; init; }

    /// <summary>Whether all of it could be found as soon as is promised, so that no coverage of its arrival may be claimed without it.</summary>
    public required bool IsPrompt { get; init; }

    /// <summary>Why it may be missing all the same; empty where it may not.</summary>
    public string Excuse { get; set; } = "";
}
