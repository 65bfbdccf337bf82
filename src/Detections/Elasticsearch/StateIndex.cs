using System.Text.Json;
using Detections.Settings;

namespace Detections.Elasticsearch;

/// <summary>`detections-state-…`: ledgers and queued matches, told apart by `kind`.</summary>
internal sealed class StateIndex(IndexInstaller installer, AppSettings settings)
{
    public const int Schema = 1;
    public const string Ledger = "ledger";
    public const string Queued = "queued";

    private static readonly ReadOnlyMemory<byte> Body = JsonBody.Object(w =>
    {
        w.WriteStartObject("settings");
        w.WriteBoolean("index.hidden", true);
        w.WriteString("index.refresh_interval", "1s");
        w.WriteString("index.auto_expand_replicas", "0-1");
        w.WriteEndObject();
        w.WriteStartObject("mappings");
        w.WriteBoolean("dynamic", false);
        w.WriteStartObject("properties");
        Field(w, "schema", "integer");
        Field(w, "kind", "keyword");
        Field(w, "instance", "keyword");
        Field(w, "group", "keyword");
        Field(w, "updated", "date");
        Field(w, "rule_id", "keyword");
        Field(w, "event_time", "date");
        w.WriteEndObject();
        w.WriteEndObject();
    });

    public string Name { get; } = NameIn(settings.Alerts.Namespace);

    public static string NameIn(string alertNamespace) => $"detections-state-{alertNamespace}";

    public Task EnsureAsync(CancellationToken cancellationToken) =>
        installer.EnsureAsync(Name, Body, cancellationToken);

    public static void Field(Utf8JsonWriter w, string name, string type)
    {
        w.WriteStartObject(name);
        w.WriteString("type", type);
        w.WriteEndObject();
    }

    /// <summary>A query for the documents of one kind, and of one rule if that is named.</summary>
    public static void WriteQuery(Utf8JsonWriter w, string kind, string? ruleId = null)
    {
        w.WriteStartObject("query");
        w.WriteStartObject("bool");
        w.WriteStartArray("filter");
        Term(w, "kind", kind);
        if (ruleId is not null)
        {
            Term(w, "rule_id", ruleId);
        }

        w.WriteEndArray();
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
