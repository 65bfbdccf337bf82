namespace Detections.Settings;

/// <summary>Everything an operator can set, apart from the rules. Immutable once read.</summary>
internal sealed record AppSettings
{
    public required ElasticsearchSettings Elasticsearch { get; init; }
    public required AlertSettings Alerts { get; init; }
    public required SweepSettings Sweep { get; init; }
    public required QueueSettings Queue { get; init; }
    public required RunSettings Runs { get; init; }
}
