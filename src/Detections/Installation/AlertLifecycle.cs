using System.Globalization;
using System.Text.Json.Nodes;
using Detections.Alerts;
using Detections.Settings;

namespace Detections.Installation;

/// <summary>
/// Indices of alerts are deleted whole, by their age. That counts from their creation, so it must allow for the last alert that can be
/// written: the month may have been begun early, and what was missed at its end is caught up later.
/// </summary>
internal sealed class AlertLifecycle(AppSettings settings)
{
    private static readonly TimeSpan LongestMonth = TimeSpan.FromDays(31);

    public string Name { get; } = AlertIndex.Alias(settings.Alerts.Namespace);

    public int Days =>
        (int)
            Math.Ceiling(
                (settings.Alerts.Retention + AlertIndex.Plausible + LongestMonth + settings.Sweep.CatchUp).TotalDays
            );

    public string Detail =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"an index is deleted {Days} days after it was begun, so that no alert in it is younger than {Duration.Text(settings.Alerts.Retention)}"
        );

    public JsonObject Body() =>
        new()
        {
            ["policy"] = new JsonObject
            {
                ["_meta"] = Managed.Mark(),
                ["phases"] = new JsonObject
                {
                    ["delete"] = new JsonObject
                    {
                        ["min_age"] = string.Create(CultureInfo.InvariantCulture, $"{Days}d"),
                        ["actions"] = new JsonObject { ["delete"] = new JsonObject() },
                    },
                },
            },
        };
}
