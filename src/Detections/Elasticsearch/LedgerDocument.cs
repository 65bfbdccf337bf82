using System.Globalization;
using System.Text.Json;
using Detections.Runs;

namespace Detections.Elasticsearch;

/// <summary>The ledger as JSON: what was searched and since when it is watched, with the rules and patterns of which that is true.</summary>
internal static class LedgerDocument
{
    /// <param name="save">What tells this version of the document from all others.</param>
    public static ReadOnlyMemory<byte> Write(
        Ledger ledger,
        string instance,
        string group,
        string save,
        DateTimeOffset updated
    ) =>
        JsonBody.Object(w =>
        {
            w.WriteNumber("schema", StateIndex.Schema);
            w.WriteString("kind", StateIndex.Ledger);
            w.WriteString("instance", instance);
            w.WriteString("group", group);
            w.WriteString("save", save);
            w.WriteString("updated", Text(updated));
            w.WriteStartArray("coverage");
            // A thousand rules that were searched together are told of once.
            foreach (var alike in ledger.Entries.GroupBy(e => e.Coverage, e => e.Key, CoverageComparer.Instance))
            {
                w.WriteStartObject();
                w.WriteString("watched_since", Text(alike.Key.WatchedSince));
                w.WriteString("closed_before", Text(alike.Key.ClosedBefore));
                WriteRanges(w, alike.Key.Searched);
                WriteWatched(w, alike);
                w.WriteEndObject();
            }

            w.WriteEndArray();
            w.WriteStartArray("late_swept");
            foreach (var ((_, pattern), until) in ledger.LateSwept.Where(s => s.Key.Group == group))
            {
                w.WriteStartObject();
                w.WriteString("pattern", pattern);
                w.WriteString("until", Text(until));
                w.WriteEndObject();
            }

            w.WriteEndArray();
        });

    public static Ledger Read(JsonElement source)
    {
        var ledger = new Ledger();
        if (!source.TryGetProperty("save", out _))
        {
            // Of an older form, which tells nothing: its time is read again.
            return ledger;
        }

        foreach (var entry in source.GetProperty("coverage").EnumerateArray())
        {
            foreach (var watched in entry.GetProperty("of").EnumerateArray())
            {
                var pattern = watched.GetProperty("pattern").GetString()!;
                foreach (var ruleId in watched.GetProperty("rule_ids").EnumerateArray())
                {
                    Read(entry, ledger.Watch(ruleId.GetString()!, pattern, Time(entry, "watched_since")));
                }
            }
        }

        foreach (var swept in source.GetProperty("late_swept").EnumerateArray())
        {
            ledger.HasSweptLate(
                source.GetProperty("group").GetString()!,
                swept.GetProperty("pattern").GetString()!,
                Time(swept, "until")
            );
        }

        return ledger;
    }

    private static void Read(JsonElement entry, Coverage coverage)
    {
        coverage.Close(Time(entry, "closed_before"));
        foreach (var range in entry.GetProperty("searched").EnumerateArray())
        {
            coverage.Searched.Add(new(Time(range, "gte"), Time(range, "lt")));
        }
    }

    private static void WriteRanges(Utf8JsonWriter w, IntervalSet searched)
    {
        w.WriteStartArray("searched");
        foreach (var range in searched.Ranges)
        {
            w.WriteStartObject();
            w.WriteString("gte", Text(range.From));
            w.WriteString("lt", Text(range.To));
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    private static void WriteWatched(Utf8JsonWriter w, IEnumerable<(string RuleId, string Pattern)> watched)
    {
        w.WriteStartArray("of");
        foreach (var pattern in watched.GroupBy(k => k.Pattern, k => k.RuleId, StringComparer.Ordinal))
        {
            w.WriteStartObject();
            w.WriteString("pattern", pattern.Key);
            JsonBody.WriteTexts(w, "rule_ids", pattern);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    private static DateTimeOffset Time(JsonElement element, string name) =>
        element.GetProperty(name).GetDateTimeOffset();

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
