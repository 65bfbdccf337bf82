using System.Globalization;

namespace Detections.Alerts;

/// <summary>The names of the indices alerts live in. Both are a function of the event, so an id can live in one index only.</summary>
internal static class AlertIndex
{
    /// <summary>The month of events whose time cannot be believed. It is written to for ever.</summary>
    public const string UndatedMonth = "1970.01";

    /// <summary>How far from the sweep that found it the time of an event may be and still be believed.</summary>
    public static readonly TimeSpan Plausible = TimeSpan.FromDays(40);

    public static string Alias(string alertNamespace) => $"detections-alerts-{alertNamespace}";

    /// <param name="arrival">The event's arrival time, else its <c>@timestamp</c>.</param>
    public static string Name(string alertNamespace, DateTimeOffset arrival) =>
        Alias(alertNamespace) + arrival.UtcDateTime.ToString("'-'yyyy'.'MM", CultureInfo.InvariantCulture);
}
