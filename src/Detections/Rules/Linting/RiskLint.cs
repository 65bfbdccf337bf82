using System.Globalization;
using Detections.Settings;

namespace Detections.Rules.Linting;

/// <summary>Kibana sorts by risk score and colours by severity: where they differ, one of them misleads.</summary>
internal static class RiskLint
{
    public static IEnumerable<Finding> Of(LintedRule linted)
    {
        var rule = linted.Rule;
        var (least, most) = RangeOf(rule.Severity);
        if (rule.RiskScore < least || rule.RiskScore > most)
        {
            yield return linted.At(
                "risk_score",
                FindingCode.RiskMismatch,
                FindingSeverity.Warning,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"is {rule.RiskScore}, which does not fit the severity {rule.Severity.Text()}: that goes with {least} to {most}."
                )
            );
        }
    }

    /// <summary>Kibana's own steps: 21, 47, 73 and 99 are what it proposes.</summary>
    private static (int Least, int Most) RangeOf(Severity severity) =>
        severity switch
        {
            Severity.Low => (0, 21),
            Severity.Medium => (22, 47),
            Severity.High => (48, 73),
            _ => (74, 100),
        };
}
