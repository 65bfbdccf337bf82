namespace Detections.Commands.Testing;

/// <param name="Difference">The first thing that is not as expected; null where all is.</param>
internal sealed record TestResult(TestFile File, string Rule, RuleTest Test, string? Difference)
{
    public bool IsPassed => Difference is null;
}
