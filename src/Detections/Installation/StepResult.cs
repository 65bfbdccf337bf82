namespace Detections.Installation;

/// <summary>What became of one thing that set-up brings about.</summary>
internal sealed record StepResult(string Subject, StepOutcome Outcome, string Detail);
