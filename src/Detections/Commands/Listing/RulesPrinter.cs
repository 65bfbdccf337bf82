using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Detections.Commands.Listing;

/// <summary>A line for each rule, the costliest first; what a number is of, the last line says.</summary>
internal static class RulesPrinter
{
    public static void Print(IReadOnlyList<ListedRule> rules, TextWriter output)
    {
        foreach (var rule in rules)
        {
            output.WriteLine($"{rule.Status, -13} {rule.Type, -9} {rule.Name} ({rule.RuleId}){Tail(rule)}");
            if (rule.Reason.Length > 0)
            {
                output.WriteLine($"              {(rule.Location is { } place ? $"{place}: " : "")}{rule.Reason}");
            }
        }

        var counts = rules.GroupBy(r => r.Status).OrderByDescending(g => g.Count());
        output.WriteLine(
            $"{Number(rules.Count)} rules: {string.Join(", ", counts.Select(g => $"{Number(g.Count())} {g.Key}"))}."
        );
    }

    public static void PrintJson(IReadOnlyList<ListedRule> rules, Stream output)
    {
        using var w = new Utf8JsonWriter(
            output,
            new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
        );
        w.WriteStartArray();
        foreach (var rule in rules)
        {
            w.WriteStartObject();
            w.WriteString("rule_id", rule.RuleId);
            w.WriteString("name", rule.Name);
            w.WriteString("type", rule.Type);
            w.WriteString("status", rule.Status);
            w.WriteString("reason", rule.Reason);
            w.WriteString("group", rule.Group);
            w.WriteString("severity", rule.Severity);
            w.WriteString("location", rule.Location?.ToString());
            if (rule.LastRun is { } run)
            {
                w.WriteStartObject("last_run");
                w.WriteString("finished", run.Finished);
                w.WriteString("status", run.Status);
                w.WriteStartArray("reasons");
                foreach (var reason in run.Reasons)
                {
                    w.WriteStringValue(reason);
                }

                w.WriteEndArray();
                w.WriteEndObject();
            }

            w.WriteNumber("rejected", rule.Rejected);
            if (rule.History is { } history)
            {
                w.WriteStartObject("last_day");
                w.WriteNumber("matched", history.Matched);
                w.WriteNumber("created", history.Created);
                w.WriteNumber("suppressed", history.Suppressed);
                w.WriteNumber("excepted", history.Excepted);
                w.WriteNumber("failed", history.Failed);
                w.WriteNumber("waiting", history.Waiting);
                w.WriteNumber("cost_milliseconds", history.Cost.TotalMilliseconds);
                w.WriteNumber("events", history.Events);
                w.WriteEndObject();
            }

            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    private static string Tail(ListedRule rule)
    {
        var parts = new List<string>();
        if (rule.LastRun is { } run)
        {
            parts.Add($"last run {run.Finished.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z {run.Status}");
        }

        if (rule.History is { } history)
        {
            parts.Add($"in a day {Number(history.Created)} alerts of {Number(history.Matched)} matches");
            if (history.Events > 0)
            {
                parts.Add(
                    $"{history.Cost.TotalMilliseconds.ToString("N0", CultureInfo.InvariantCulture)} ms for {Number(history.Events)} events"
                );
            }
        }

        if (rule.Rejected > 0)
        {
            parts.Add($"{Number(rule.Rejected)} alerts rejected, see `detections rejected`");
        }

        return parts.Count > 0 ? $": {string.Join(", ", parts)}" : "";
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
