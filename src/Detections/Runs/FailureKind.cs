namespace Detections.Runs;

/// <summary>What kept a run from doing all of its work, for who counts such things.</summary>
internal enum FailureKind
{
    /// <summary>The cluster did not answer.</summary>
    Unreachable,

    /// <summary>The cluster answered, but not with what was asked for.</summary>
    Refused,

    /// <summary>Indices may not be read, or their remote cluster is away.</summary>
    Unreadable,

    /// <summary>An alert could not be written.</summary>
    Unwritten,

    /// <summary>A mistake in this program.</summary>
    Unexpected,
}
