namespace Detections.Rules;

internal static class SeverityText
{
    public static string Text(this Severity severity) =>
        severity switch
        {
            Severity.Low => "low",
            Severity.Medium => "medium",
            Severity.High => "high",
            _ => "critical",
        };
}
