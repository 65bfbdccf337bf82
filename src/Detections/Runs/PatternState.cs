namespace Detections.Runs;

internal enum PatternState
{
    Readable,

    /// <summary>No index matches: a warning, since there may be one tomorrow.</summary>
    Absent,

    /// <summary>Nothing is known of it, since its remote cluster tells nothing: a failure too.</summary>
    Unanswered,

    /// <summary>The indices may not be read: a failure, since what happens there goes unseen.</summary>
    Unreadable,
}
