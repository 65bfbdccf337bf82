using Detections.Settings;

namespace Detections.Commands.Testing;

/// <summary>The tests of one rule.</summary>
/// <param name="Rule">Its file from the folder of the test file, its rule_id or its name.</param>
/// <param name="RuleId">Which of the rules of its file, where that holds several.</param>
internal sealed record TestFile(
    string FullPath,
    string Rule,
    string? RuleId,
    Location? Location,
    IReadOnlyList<RuleTest> Tests
);
