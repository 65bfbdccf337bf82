using Detections.Settings;

namespace Detections.Rules;

/// <summary>A rule that is loaded and listed but that this program does not run.</summary>
/// <param name="Reason">A sentence that says why.</param>
internal sealed record UnevaluatedRule(
    string RuleId,
    string Name,
    string Type,
    bool Enabled,
    string Reason,
    Location? Location
);
