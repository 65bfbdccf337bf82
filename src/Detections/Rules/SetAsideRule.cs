using Detections.Settings;

namespace Detections.Rules;

/// <summary>A rule of a file that has a mistake.</summary>
/// <param name="RuleId">Null where it cannot be read.</param>
/// <param name="RunsOn">Whether the rule runs on as it was before its file broke.</param>
internal sealed record SetAsideRule(
    string? RuleId,
    string? Name,
    Location? Location,
    IReadOnlyList<Finding> Findings,
    bool RunsOn
);
