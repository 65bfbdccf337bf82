namespace Detections.Settings;

/// <summary>How several copies share their work. A class, not a record: a record would print the password.</summary>
internal sealed class SchedulerSettings
{
    public const string Section = "Scheduler";

    /// <summary>The connection string of the database that the copies share a schedule in; null where each has its own.</summary>
    public string? Postgres { get; init; }
}
