namespace Detections.Matching;

/// <summary>A rule of which an event satisfies steps.</summary>
/// <param name="Rule">Its position.</param>
/// <param name="Start">Where its steps begin among those that the event satisfies.</param>
/// <param name="Count">How many they are.</param>
internal readonly record struct RuleHit(int Rule, int Start, int Count);
