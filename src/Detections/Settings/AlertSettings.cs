namespace Detections.Settings;

internal sealed class AlertSettings
{
    public const string Section = "Alerts";
    public const string DefaultNamespace = "default";
    public const string DefaultSpace = "default";
    public static readonly TimeSpan DefaultRetention = TimeSpan.FromDays(365);

    /// <summary>The last part of every index name this program writes to.</summary>
    public string Namespace { get; init; } = DefaultNamespace;

    /// <summary>The Kibana space that enters alert ids and <c>kibana.space_ids</c>.</summary>
    public string Space { get; init; } = DefaultSpace;

    /// <summary>How old an alert must be before its index may be deleted.</summary>
    public TimeSpan Retention { get; init; } = DefaultRetention;

    /// <summary>Whether each alert is also shown to Elastic's rule <i>External Alerts</i>, which brings it to Security's Alerts page.</summary>
    public bool ExternalAlerts { get; init; }
}
