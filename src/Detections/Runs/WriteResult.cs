namespace Detections.Runs;

internal readonly record struct WriteResult(WriteStatus Status, string Reason = "");
