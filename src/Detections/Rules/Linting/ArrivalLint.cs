using Detections.Settings;

namespace Detections.Rules.Linting;

/// <summary>A rule over single events that goes by when they happened: what arrives late, it never sees.</summary>
internal static class ArrivalLint
{
    public static IEnumerable<Finding> Of(LintedRule linted)
    {
        if (linted.Rule.IsEventRule && linted.Rule.TimestampOverride is null)
        {
            yield return linted.At(
                "timestamp_override",
                FindingCode.NoTimestampOverride,
                FindingSeverity.Warning,
                $"is missing, so events are looked for by @timestamp, and one that arrives more than {Duration.Text(linted.Rule.Lookback)} after it happened is never seen. Set it to event.ingested."
            );
        }
    }
}
