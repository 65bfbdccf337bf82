namespace Detections.Settings;

internal enum FindingSeverity
{
    /// <summary>Worth knowing, and as it should be.</summary>
    Note,

    /// <summary>Probably not what was meant.</summary>
    Warning,

    /// <summary>What it is about cannot be used.</summary>
    Error,
}
