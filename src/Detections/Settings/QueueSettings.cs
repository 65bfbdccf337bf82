namespace Detections.Settings;

internal sealed class QueueSettings
{
    public const string Section = "Queue";
    public const int DefaultLimit = 10_000;

    /// <summary>Matches that may wait per rule.</summary>
    public int Limit { get; init; } = DefaultLimit;
}
