namespace Detections.Runs;

/// <summary>One document to create.</summary>
/// <param name="IsNotice">It stands beside the alerts and is none.</param>
internal readonly record struct AlertWrite(
    string Index,
    string Id,
    ReadOnlyMemory<byte> Document,
    bool IsNotice = false
);
