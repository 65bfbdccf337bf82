using Detections.Rules;

namespace Detections.Runs;

/// <summary>One paged read: its range, the part of it that counts as searched afterwards, and for whom.</summary>
internal sealed record Sweep(
    TimeRange Range,
    TimeRange Proves,
    IReadOnlyList<string> Patterns,
    IReadOnlyList<Rule> Rules
);
