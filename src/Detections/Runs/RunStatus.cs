namespace Detections.Runs;

internal enum RunStatus
{
    Succeeded,

    /// <summary>Everything that exists was searched, but something an operator should know of was found.</summary>
    Warning,

    /// <summary>Some time, pattern or alert is left to a later run.</summary>
    Failed,
}
