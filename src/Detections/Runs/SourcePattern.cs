namespace Detections.Runs;

/// <summary>An index pattern and the concrete indices it stands for right now.</summary>
internal sealed record SourcePattern(string Pattern, PatternState State, IReadOnlySet<string> Indices)
{
    /// <summary>Whether a read of these indices is a read of all that the pattern names. Where it is not, what there is, is read all the same.</summary>
    public bool ProvesSearched => State is PatternState.Readable or PatternState.Absent;
}
