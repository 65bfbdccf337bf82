using System.Globalization;
using Detections.Rules;

namespace Detections.Diagnosis;

/// <summary>Lengths of time and lists, as a person reads them.</summary>
internal static class Words
{
    private const int Named = 3;

    /// <summary>In the largest unit of which there are at least two.</summary>
    public static string Of(TimeSpan time) =>
        time switch
        {
            { TotalDays: >= 2 } => $"{time.TotalDays:0} days",
            { TotalHours: >= 2 } => $"{time.TotalHours:0} h",
            { TotalMinutes: >= 2 } => $"{time.TotalMinutes:0} min",
            _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s"),
        };

    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString("u", CultureInfo.InvariantCulture);

    /// <summary>The first few, and how many more there are.</summary>
    public static string List(IReadOnlyCollection<string> items) =>
        items.Count <= Named
            ? string.Join(", ", items)
            : $"{string.Join(", ", items.Take(Named))} and {items.Count - Named} more";

    public static string Count(long number, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {(number == 1 ? one : many)}");

    public static string List(IReadOnlyCollection<Rule> rules) =>
        $"{(rules.Count == 1 ? "rule" : "rules")} {List([.. rules.Select(r => $"\"{r.Name}\"")])}";
}
