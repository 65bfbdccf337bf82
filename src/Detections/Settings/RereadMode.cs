namespace Detections.Settings;

/// <summary>How much of what was searched before each run reads again, for what arrived late.</summary>
internal enum RereadMode
{
    /// <summary>All of the look-back.</summary>
    Window,

    /// <summary>A little of it, and now and then all of it.</summary>
    Tail,
}
