namespace Detections.Installation;

internal enum StepOutcome
{
    Unchanged,
    Created,
    Upgraded,

    /// <summary>Not for this cluster or these credentials, and nothing is the worse for it.</summary>
    Skipped,

    /// <summary>It is not as it should be, and somebody has to do something.</summary>
    Refused,
}
