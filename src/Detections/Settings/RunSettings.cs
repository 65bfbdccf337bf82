namespace Detections.Settings;

internal sealed class RunSettings
{
    public const string Section = "Runs";
    public static readonly TimeSpan DefaultRetention = TimeSpan.FromDays(30);

    /// <summary>How long the records of runs are kept.</summary>
    public TimeSpan Retention { get; init; } = DefaultRetention;

    /// <summary>The name of this copy of the program; the ledger keeps one document for each.</summary>
    public string Instance { get; init; } = Environment.MachineName;
}
