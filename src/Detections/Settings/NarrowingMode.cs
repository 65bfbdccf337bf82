namespace Detections.Settings;

/// <summary>Whether the cluster sends of each event only the fields that rules need.</summary>
internal enum NarrowingMode
{
    /// <summary>Where that makes pages come faster.</summary>
    Auto,
    On,
    Off,
}
