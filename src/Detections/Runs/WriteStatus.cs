namespace Detections.Runs;

internal enum WriteStatus
{
    /// <summary>The cluster could not take it now.</summary>
    Failed,

    /// <summary>The document itself is refused; another form of it may pass.</summary>
    Rejected,

    /// <summary>Somebody wrote it before: as good as created, and free.</summary>
    Exists,
    Created,
}
