namespace Detections.Runs;

internal static class PatternStateText
{
    /// <summary>The end of a sentence that begins with the pattern.</summary>
    public static string Describe(this PatternState state) =>
        state switch
        {
            PatternState.Readable => "can be read",
            PatternState.Absent => "matches no index",
            PatternState.Unanswered => "is unknown: its remote cluster does not answer, or has no such index",
            _ => "may not be read",
        };
}
