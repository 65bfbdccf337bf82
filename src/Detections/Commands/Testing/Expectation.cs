namespace Detections.Commands.Testing;

/// <summary>What has to come of the events of a test.</summary>
/// <param name="Alerts">How many alerts, where that is said.</param>
/// <param name="Ids">Of each alert the ids of its events, where they are said.</param>
/// <param name="Fields">What each alert has to hold.</param>
internal sealed record Expectation(
    int? Alerts,
    IReadOnlyList<IReadOnlyList<string>>? Ids,
    IReadOnlyList<ExpectedField> Fields
);
