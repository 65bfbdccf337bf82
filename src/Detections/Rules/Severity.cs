namespace Detections.Rules;

internal enum Severity
{
    Low,
    Medium,
    High,
    Critical,
}
