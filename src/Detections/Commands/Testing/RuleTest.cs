using Detections.Settings;

namespace Detections.Commands.Testing;

/// <summary>Events, and what a rule has to make of them.</summary>
internal sealed record RuleTest(string Name, Location? Location, IReadOnlyList<TestEvent> Events, Expectation Expected);
