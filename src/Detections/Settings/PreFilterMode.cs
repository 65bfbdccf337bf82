namespace Detections.Settings;

/// <summary>Whether the cluster leaves out, before it sends events, what no rule can match.</summary>
internal enum PreFilterMode
{
    Auto,
    Off,

    /// <summary>Everything is read, and every match is held against what would have been left out.</summary>
    Verify,
}
