namespace Detections.Runs;

/// <summary>An event, whole unless there is a problem.</summary>
/// <param name="Fields">Values of fields that the source does not hold, where they were asked for; else empty.</param>
/// <param name="Problem">Why the source is only an excerpt, as the end of a sentence that begins with "it".</param>
internal readonly record struct EventDocument(
    ReadOnlyMemory<byte> Source,
    ReadOnlyMemory<byte> Fields,
    string? Problem = null
);
