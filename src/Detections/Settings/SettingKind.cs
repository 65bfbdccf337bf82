namespace Detections.Settings;

internal enum SettingKind
{
    /// <summary>Not there, or null.</summary>
    None,
    Text,
    Number,
    Boolean,
    List,
    Object,
}
