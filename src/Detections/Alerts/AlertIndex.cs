using System.Globalization;
using System.Text.RegularExpressions;

namespace Detections.Alerts;

/// <summary>The names of the indices alerts live in. Both are a function of the event, so an id can live in one index only.</summary>
internal static partial class AlertIndex
{
    /// <summary>The month of events whose time cannot be believed. It is written to for ever.</summary>
    public const string UndatedMonth = "1970.01";

    /// <summary>How far from the sweep that found it the time of an event may be and still be believed.</summary>
    public static readonly TimeSpan Plausible = TimeSpan.FromDays(40);

    public static string Alias(string alertNamespace) => $"detections-alerts-{alertNamespace}";

    /// <summary>Patterns of the names: the years begin with 2, and a namespace that only begins like this one does not.</summary>
    public static IReadOnlyList<string> Patterns(string alertNamespace) =>
        [$"{Alias(alertNamespace)}-2*", $"{Alias(alertNamespace)}-{UndatedMonth}"];

    /// <summary>Whether it is behind the alias, or should be. The indices of a namespace that only begins like ours are not ours.</summary>
    public static bool IsBehind(string alias, string index) =>
        index.StartsWith(alias, StringComparison.Ordinal) && Month().IsMatch(index[alias.Length..]);

    /// <param name="arrival">The event's arrival time, else its <c>@timestamp</c>.</param>
    public static string Name(string alertNamespace, DateTimeOffset arrival) =>
        Alias(alertNamespace) + arrival.UtcDateTime.ToString("'-'yyyy'.'MM", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A-\d{4}\.\d{2}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Month();
}
