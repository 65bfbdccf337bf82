using System.Globalization;
using System.Text.Json;
using Detections.Runs;
using Detections.Settings;

namespace Detections.Elasticsearch;

/// <summary>`detections-runs-…`: a record per run and per rule that did something, kept for a while.</summary>
internal sealed class RunsIndex(
    ElasticsearchClient client,
    IndexInstaller installer,
    AppSettings settings,
    ClusterClock clock
)
{
    private const int Schema = 1;
    private const int CostliestTold = 50;

    public static readonly IndexDefinition Definition = new(
        Schema,
        new() { ["hidden"] = true },
        IndexDefinition.Fields(
            ("keyword", "kind run_id group status instance rule_id rule_name"),
            ("date", "@timestamp started finished"),
            (
                "long",
                "schema events evaluated pages matched duplicate suppressed excepted created late from_queue queued queue_length withdrawn failed reduced rejected rejected_kept set_aside uncovered_seconds lost_seconds lag_seconds duration_milliseconds cost_microseconds cost_events slowest_alert_seconds"
            )
        )
    );

    private readonly OldDocuments _old = new(client, clock, TimeSpan.FromHours(1));

    private string Name { get; } = NameIn(settings.Alerts.Namespace);

    public static string NameIn(string alertNamespace) => $"detections-runs-{alertNamespace}";

    public async Task AddAsync(RunReport report, CancellationToken cancellationToken)
    {
        await installer.EnsureAsync(Name, Definition, alias: null, cancellationToken);
        var bulk = new BulkRequest(client);
        bulk.Create(Name, report.RunId, JsonBody.Object(w => Write(w, report)));
        foreach (var rule in report.Rules.Where(r => r.DidSomething))
        {
            bulk.Create(Name, $"{report.RunId}-{rule.RuleId}", JsonBody.Object(w => Write(w, report, rule)));
        }

        foreach (var item in (await bulk.SendAsync(cancellationToken)).Where(i => i.Status >= 400 && i.Status != 409))
        {
            throw new ElasticsearchException($"A run record was refused: {item.Reason}");
        }
    }

    public Task TrimAsync(CancellationToken cancellationToken) =>
        _old.TrimAsync(
            Name,
            settings.Runs.Retention,
            WriteOld,
            "An old run record could not be deleted",
            cancellationToken
        );

    private static void WriteOld(Utf8JsonWriter w, DateTimeOffset before)
    {
        w.WriteStartObject("query");
        w.WriteStartObject("range");
        w.WriteStartObject("@timestamp");
        w.WriteString("lt", Text(before));
        w.WriteEndObject();
        w.WriteEndObject();
        w.WriteEndObject();
    }

    private void Write(Utf8JsonWriter w, RunReport report)
    {
        WriteHead(w, "run", report);
        w.WriteString("status", report.Status.ToString().ToLowerInvariant());
        w.WriteString("started", Text(report.Started));
        w.WriteString("finished", Text(report.Finished));
        w.WriteStartObject("window");
        WriteRange(w, report.Window);
        w.WriteEndObject();
        w.WriteStartArray("caught_up");
        foreach (var range in report.CaughtUp)
        {
            w.WriteStartObject();
            WriteRange(w, range);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteBoolean("watches_nothing", report.WatchesNothing);
        w.WriteNumber("uncovered_seconds", (long)report.Uncovered.TotalSeconds);
        WriteUnsearched(w, report);
        w.WriteNumber("pages", report.Pages);
        w.WriteNumber("events", report.Events);
        w.WriteNumber("evaluated", report.Evaluated);
        w.WriteNumber("matched", report.Matched);
        w.WriteNumber("duplicate", report.Duplicate);
        w.WriteNumber("suppressed", report.Suppressed);
        w.WriteNumber("excepted", report.Excepted);
        w.WriteNumber("from_queue", report.FromQueue);
        w.WriteNumber("duration_milliseconds", (long)(report.Finished - report.Started).TotalMilliseconds);
        if (report.IngestLag is { } lag)
        {
            w.WriteNumber("lag_seconds", (long)lag.TotalSeconds);
        }

        WriteLags(w, report);
        w.WriteNumber("created", report.Created);
        w.WriteNumber("late", report.Late);
        w.WriteNumber("queued", report.Queued);
        if (report.QueueLength is { } waiting)
        {
            w.WriteNumber("queue_length", waiting);
        }

        w.WriteNumber("failed", report.Failed);
        w.WriteNumber("rejected", report.Rejected);
        if (report.RejectedKept is { } kept)
        {
            w.WriteNumber("rejected_kept", kept);
        }

        w.WriteNumber("set_aside", report.SetAsideCount);
        if (report.SlowestAlert is { } slowest)
        {
            w.WriteNumber("slowest_alert_seconds", (long)slowest.TotalSeconds);
        }

        WriteCosts(w, report);
        WriteTexts(w, "set_aside_documents", report.SetAside);
        WriteTexts(w, "warnings", report.Warnings);
        WriteTexts(w, "failures", report.Failures);
    }

    private void Write(Utf8JsonWriter w, RunReport report, RuleReport rule)
    {
        WriteHead(w, "rule", report);
        w.WriteString("rule_id", rule.RuleId);
        w.WriteString("rule_name", rule.RuleName);
        w.WriteNumber("matched", rule.Matched);
        w.WriteNumber("duplicate", rule.Duplicate);
        w.WriteNumber("suppressed", rule.Suppressed);
        w.WriteNumber("excepted", rule.Excepted);
        w.WriteNumber("cost_microseconds", (long)rule.Cost.Time.TotalMicroseconds);
        w.WriteNumber("cost_events", rule.Cost.Events);
        w.WriteNumber("created", rule.Created);
        w.WriteNumber("late", rule.Late);
        w.WriteNumber("from_queue", rule.FromQueue);
        w.WriteNumber("queued", rule.Queued);
        w.WriteNumber("queue_length", rule.QueueLength);
        w.WriteNumber("withdrawn", rule.Withdrawn);
        w.WriteNumber("failed", rule.Failed);
        w.WriteNumber("reduced", rule.Reduced);
        w.WriteNumber("rejected", rule.Rejected);
    }

    private static void WriteUnsearched(Utf8JsonWriter w, RunReport report)
    {
        WriteTimes(w, "unsearched", report.Unsearched);
        WriteTimes(w, "given_up", report.GivenUp);
        w.WriteNumber("lost_seconds", (long)report.Lost.TotalSeconds);
    }

    private static void WriteTimes(Utf8JsonWriter w, string name, IEnumerable<UnsearchedTime> times)
    {
        w.WriteStartArray(name);
        foreach (var time in times)
        {
            w.WriteStartObject();
            w.WriteString("pattern", time.Pattern);
            w.WriteNumber("rules", time.Rules);
            WriteRange(w, time.Range);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    private static void WriteLags(Utf8JsonWriter w, RunReport report)
    {
        w.WriteStartArray("lags");
        foreach (var lag in report.SourceLags)
        {
            w.WriteStartObject();
            w.WriteString("pattern", lag.Pattern);
            w.WriteNumber("events", lag.Events);
            w.WriteNumber("p50_seconds", (long)lag.Half.TotalSeconds);
            w.WriteNumber("p99_seconds", (long)lag.Most.TotalSeconds);
            w.WriteNumber("max_seconds", (long)lag.Longest.TotalSeconds);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    /// <summary>Rules that did nothing have no record of their own, and cost something all the same.</summary>
    private static void WriteCosts(Utf8JsonWriter w, RunReport report)
    {
        w.WriteStartArray("costs");
        foreach (var rule in report.Costliest(CostliestTold))
        {
            w.WriteStartObject();
            w.WriteString("rule_id", rule.RuleId);
            w.WriteNumber("microseconds", (long)rule.Cost.Time.TotalMicroseconds);
            w.WriteNumber("events", rule.Cost.Events);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    private void WriteHead(Utf8JsonWriter w, string kind, RunReport report)
    {
        w.WriteString("@timestamp", Text(report.Finished));
        w.WriteNumber("schema", Schema);
        w.WriteString("kind", kind);
        w.WriteString("instance", settings.Runs.Instance);
        w.WriteString("run_id", report.RunId);
        w.WriteString("group", report.Group);
    }

    private static void WriteRange(Utf8JsonWriter w, TimeRange range)
    {
        w.WriteString("gte", Text(range.From));
        w.WriteString("lt", Text(range.To));
    }

    private static void WriteTexts(Utf8JsonWriter w, string name, IEnumerable<string> texts)
    {
        w.WriteStartArray(name);
        foreach (var text in texts)
        {
            w.WriteStringValue(text);
        }

        w.WriteEndArray();
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
