namespace Detections.Runs;

/// <summary>A time that some rules have not searched of an index pattern.</summary>
internal sealed record UnsearchedTime(string Pattern, TimeRange Range, int Rules);
