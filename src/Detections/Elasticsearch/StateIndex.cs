using System.Text.Json;
using Detections.Alerts;
using Detections.Rules;
using Detections.Settings;

namespace Detections.Elasticsearch;

/// <summary>`detections-state-…`: ledgers, queued matches, rejected alerts, alerts yet to be copied, and what is suppressed by which, told apart by `kind`.</summary>
internal sealed class StateIndex(IndexInstaller installer, AppSettings settings)
{
    public const int Schema = 2;
    public const string Ledger = "ledger";
    public const string Queued = "queued";
    public const string Rejected = "rejected";
    public const string Suppressed = "suppressed";
    public const string Suppressing = "suppressing";

    public static readonly IndexDefinition Definition = new(
        Schema,
        new() { ["hidden"] = true, ["refresh_interval"] = "1s" },
        IndexDefinition.Fields(
            ("keyword", "kind instance group rule_id suppressed_by"),
            ("date", "updated event_time until"),
            ("integer", "schema")
        )
    );

    public string Name { get; } = NameIn(settings.Alerts.Namespace);

    public static string NameIn(string alertNamespace) => $"detections-state-{alertNamespace}";

    public Task EnsureAsync(CancellationToken cancellationToken) =>
        installer.EnsureAsync(Name, Definition, alias: null, cancellationToken);

    /// <summary>A query for the documents of one kind, of one value of a field, with a time before another, and of no rule, as far as those are named.</summary>
    public static void WriteQuery(
        Utf8JsonWriter w,
        string kind,
        (string Field, string Value)? with = null,
        DateTimeOffset? before = null,
        IReadOnlyCollection<Rule>? without = null,
        string timeField = "updated"
    )
    {
        w.WriteStartObject("query");
        w.WriteStartObject("bool");
        w.WriteStartArray("filter");
        Term(w, "kind", kind);
        if (with is var (field, value))
        {
            Term(w, field, value);
        }

        if (before is { } time)
        {
            w.WriteStartObject();
            w.WriteStartObject("range");
            w.WriteStartObject(timeField);
            w.WriteString("lt", Times.Text(time));
            w.WriteEndObject();
            w.WriteEndObject();
            w.WriteEndObject();
        }

        w.WriteEndArray();
        if (without is not null)
        {
            w.WriteStartObject("must_not");
            w.WriteStartObject("terms");
            JsonBody.WriteTexts(w, "rule_id", without.Select(r => r.RuleId));
            w.WriteEndObject();
            w.WriteEndObject();
        }

        w.WriteEndObject();
        w.WriteEndObject();
    }

    private static void Term(Utf8JsonWriter w, string field, string value)
    {
        w.WriteStartObject();
        w.WriteStartObject("term");
        w.WriteString(field, value);
        w.WriteEndObject();
        w.WriteEndObject();
    }
}
