namespace Detections.Runs;

/// <summary>An index pattern and the concrete indices it stands for right now.</summary>
internal sealed record SourcePattern(string Pattern, PatternState State, IReadOnlySet<string> Indices);
