namespace Detections.Settings;

internal sealed class MatchingSettings
{
    public const string Section = "Matching";

    /// <summary>Whether every rule is also asked by itself about every event, which shows mistakes of what makes asking fast.</summary>
    public bool Verify { get; init; }
}
