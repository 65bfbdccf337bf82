namespace Detections.Runs;

/// <summary>An alert that takes further matches of its kind in.</summary>
internal sealed record SuppressingAlert(string Index, string Id);
