namespace Detections.Runs;

internal enum PatternState
{
    Readable,

    /// <summary>No index matches: a warning, since there may be one tomorrow.</summary>
    Absent,

    /// <summary>The indices may not be read: a failure, since what happens there goes unseen.</summary>
    Unreadable,
}
