namespace Detections.Settings;

internal sealed class AlertSettings
{
    public const string Section = "Alerts";
    public const string DefaultNamespace = "default";
    public const string DefaultSpace = "default";

    /// <summary>The last part of every index name this program writes to.</summary>
    public string Namespace { get; init; } = DefaultNamespace;

    /// <summary>The Kibana space that enters alert ids and <c>kibana.space_ids</c>.</summary>
    public string Space { get; init; } = DefaultSpace;
}
