using System.Globalization;
using System.Text.Json;
using Detections.Runs;

namespace Detections.Elasticsearch;

/// <summary>The ledger as JSON: rule, pattern, watched since, and the searched ranges.</summary>
internal static class LedgerDocument
{
    public static ReadOnlyMemory<byte> Write(Ledger ledger, string instance, string group, DateTimeOffset updated) =>
        JsonBody.Object(w =>
        {
            w.WriteNumber("schema", StateIndex.Schema);
            w.WriteString("kind", StateIndex.Ledger);
            w.WriteString("instance", instance);
            w.WriteString("group", group);
            w.WriteString("updated", Text(updated));
            w.WriteStartArray("coverage");
            foreach (var ((ruleId, pattern), coverage) in ledger.Entries)
            {
                w.WriteStartObject();
                w.WriteString("rule_id", ruleId);
                w.WriteString("pattern", pattern);
                w.WriteString("watched_since", Text(coverage.WatchedSince));
                w.WriteString("closed_before", Text(coverage.ClosedBefore));
                w.WriteStartArray("searched");
                foreach (var range in coverage.Searched.Ranges)
                {
                    w.WriteStartObject();
                    w.WriteString("gte", Text(range.From));
                    w.WriteString("lt", Text(range.To));
                    w.WriteEndObject();
                }

                w.WriteEndArray();
                w.WriteEndObject();
            }

            w.WriteEndArray();
        });

    public static Ledger Read(JsonElement source)
    {
        var ledger = new Ledger();
        foreach (var entry in source.GetProperty("coverage").EnumerateArray())
        {
            var coverage = ledger.Watch(
                entry.GetProperty("rule_id").GetString()!,
                entry.GetProperty("pattern").GetString()!,
                entry.GetProperty("watched_since").GetDateTimeOffset()
            );
            coverage.Close(entry.GetProperty("closed_before").GetDateTimeOffset());
            foreach (var range in entry.GetProperty("searched").EnumerateArray())
            {
                coverage.Searched.Add(
                    new(range.GetProperty("gte").GetDateTimeOffset(), range.GetProperty("lt").GetDateTimeOffset())
                );
            }
        }

        return ledger;
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
