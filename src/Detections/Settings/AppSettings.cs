namespace Detections.Settings;

/// <summary>Everything an operator can set, apart from the rules. Immutable once read.</summary>
internal sealed record AppSettings
{
    public ElasticsearchSettings Elasticsearch { get; init; } = new();
    public AlertSettings Alerts { get; init; } = new();
    public SweepSettings Sweep { get; init; } = new();
    public MatchingSettings Matching { get; init; } = new();
    public QueueSettings Queue { get; init; } = new();
    public RunSettings Runs { get; init; } = new();
    public SchedulerSettings Scheduler { get; init; } = new();
    public HttpSettings Http { get; init; } = new();
    public TelemetrySettings Telemetry { get; init; } = new();
}
