using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Alerts;
using Detections.Rules;
using Detections.Runs;
using Detections.Settings;

namespace Detections.Elasticsearch;

/// <summary>
/// Matches that are a number on an alert. Each leaves a mark of its own, so that it is known when it is
/// read again and counts once; the number is the count of marks, so that it is right however often it is written.
/// </summary>
internal sealed class SuppressedMatches(
    ElasticsearchClient client,
    StateIndex state,
    AppSettings settings,
    ClusterClock clock
)
{
    private const string MarkPrefix = "suppressed-";
    private const string UntilSearchable = "wait_for";
    private const string InstanceField = "kibana.alert.instance.id";
    private const string StartField = "kibana.alert.start";
    private const string Prefix = "kibana.alert.suppression.";
    private const string DocsCountField = Prefix + "docs_count";
    private const int Attempts = 5;
    private const int MostAlerts = 10_000;

    private readonly OldDocuments _old = new(client, clock, TimeSpan.FromHours(1));

    /// <summary>A match may leave the queue to be suppressed, so its mark must not be the queue's document.</summary>
    public static string MarkOf(string alertId) => MarkPrefix + alertId;

    /// <summary>The match of a mark, or of any other id itself.</summary>
    public static string MatchOf(string id) =>
        id.StartsWith(MarkPrefix, StringComparison.Ordinal) ? id[MarkPrefix.Length..] : id;

    /// <summary>The newest alert of each instance that is not closed and not older.</summary>
    public async Task<IReadOnlyDictionary<string, SuppressingAlert>> AlertsAsync(
        IReadOnlyCollection<string> instanceIds,
        DateTimeOffset since,
        CancellationToken cancellationToken
    )
    {
        using var response = await client.PostAsync(
            $"{AlertIndex.Alias(settings.Alerts.Namespace)}/_search?ignore_unavailable=true&allow_partial_search_results=false",
            Search(instanceIds, since),
            cancellationToken
        );
        response.Expect(HttpStatusCode.NotFound);
        var found = new Dictionary<string, SuppressingAlert>(StringComparer.Ordinal);
        if (!response.IsSuccess)
        {
            return found;
        }

        using var body = response.ReadJson();
        foreach (var hit in SearchHits.Of(body))
        {
            found.TryAdd(
                hit.GetProperty("_source").GetProperty(InstanceField).GetString()!,
                new(hit.GetProperty("_index").GetString()!, hit.GetProperty("_id").GetString()!)
            );
        }

        return found;
    }

    public async Task AddAsync(
        IReadOnlyCollection<(SuppressingAlert By, IReadOnlyList<Match> Matches)> suppressed,
        CancellationToken cancellationToken
    )
    {
        // Who dies between the two finds the matches again, and counts them again to the same number. Those that have a mark are not found.
        var told = new Dictionary<SuppressingAlert, (long Before, long Now)>();
        foreach (var (alert, matches) in suppressed)
        {
            var expected = matches.Count + await CountAsync(alert, cancellationToken);
            told[alert] = (await UpdateAsync(alert, matches, expected, atLeast: null, cancellationToken), expected);
        }

        var bulk = new BulkRequest(client, UntilSearchable);
        foreach (var (alert, match) in suppressed.SelectMany(s => s.Matches.Select(m => (s.By, m))))
        {
            bulk.Create(state.Name, MarkOf(match.AlertId), Mark(match, alert));
        }

        await bulk.SettleAsync("A match could not be suppressed", cancellationToken);
        foreach (var (alert, matches) in suppressed)
        {
            var count = await CountAsync(alert, cancellationToken);
            if (count != told[alert].Now)
            {
                await UpdateAsync(alert, matches, count, told[alert].Before, cancellationToken);
            }
        }
    }

    /// <summary>Marks are kept longer than a match of any rule can be read again.</summary>
    public Task TrimAsync(IReadOnlyCollection<Rule> rules, CancellationToken cancellationToken) =>
        _old.TrimAsync(
            state.Name,
            settings.Sweep.CatchUp + rules.Max(r => r.Lookback) + TimeSpan.FromDays(2),
            (w, before) => StateIndex.WriteQuery(w, StateIndex.Suppressed, before: before),
            "A mark of a suppressed match could not be deleted",
            cancellationToken
        );

    private static ReadOnlyMemory<byte> Search(IReadOnlyCollection<string> instanceIds, DateTimeOffset since) =>
        JsonBody.Object(w =>
        {
            w.WriteNumber("size", MostAlerts);
            w.WriteStartArray("_source");
            w.WriteStringValue(InstanceField);
            w.WriteEndArray();
            w.WriteStartObject("query");
            w.WriteStartObject("bool");
            w.WriteStartArray("filter");
            w.WriteStartObject();
            w.WriteStartObject("terms");
            w.WriteStartArray(InstanceField);
            foreach (var id in instanceIds)
            {
                w.WriteStringValue(id);
            }

            w.WriteEndArray();
            w.WriteEndObject();
            w.WriteEndObject();
            w.WriteStartObject();
            w.WriteStartObject("range");
            w.WriteStartObject(StartField);
            w.WriteString("gte", Times.Text(since));
            w.WriteEndObject();
            w.WriteEndObject();
            w.WriteEndObject();
            w.WriteEndArray();
            w.WriteStartArray("must_not");
            w.WriteStartObject();
            w.WriteStartObject("term");
            w.WriteString("kibana.alert.workflow_status", "closed");
            w.WriteEndObject();
            w.WriteEndObject();
            w.WriteEndArray();
            w.WriteEndObject();
            w.WriteEndObject();
            w.WriteStartArray("sort");
            w.WriteStartObject();
            w.WriteString(StartField, "desc");
            w.WriteEndObject();
            w.WriteEndArray();
        });

    private ReadOnlyMemory<byte> Mark(Match match, SuppressingAlert alert) =>
        JsonBody.Object(w =>
        {
            w.WriteNumber("schema", StateIndex.Schema);
            w.WriteString("kind", StateIndex.Suppressed);
            w.WriteString("rule_id", match.Rule.RuleId);
            w.WriteString("suppressed_by", alert.Id);
            w.WriteString("event_time", Times.Text(match.EventTime));
            w.WriteString("updated", Times.Text(clock.GetUtcNow()));
        });

    private async Task<long> CountAsync(SuppressingAlert alert, CancellationToken cancellationToken)
    {
        using var response = await client.PostAsync(
            $"{state.Name}/_count",
            JsonBody.Object(w => StateIndex.WriteQuery(w, StateIndex.Suppressed, ("suppressed_by", alert.Id))),
            cancellationToken
        );
        using var body = response.Expect().ReadJson();
        return body.RootElement.GetProperty("count").GetInt64();
    }

    /// <summary>An analyst may be writing into the same alert.</summary>
    /// <param name="atLeast">What the number was when all of them were marks; null for what it is now. Old marks are deleted.</param>
    /// <returns>What the number was.</returns>
    private async Task<long> UpdateAsync(
        SuppressingAlert alert,
        IReadOnlyCollection<Match> matches,
        long count,
        long? atLeast,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var path = $"{alert.Index}/_doc/{alert.Id}";
            using var read = await client.GetAsync(path, cancellationToken);
            using var body = read.Expect().ReadJson();
            var document = JsonNode.Parse(body.RootElement.GetProperty("_source").GetRawText())!.AsObject();
            var before = (long?)document[DocsCountField] ?? 0;
            document[DocsCountField] = Math.Max(count, atLeast ?? before);
            Extend(document, matches);
            using var written = await client.PutAsync(
                $"{path}?if_seq_no={body.RootElement.GetProperty("_seq_no").GetInt64()}&if_primary_term={body.RootElement.GetProperty("_primary_term").GetInt64()}",
                JsonSerializer.SerializeToUtf8Bytes(document),
                cancellationToken
            );
            if (written.Expect(HttpStatusCode.Conflict).IsSuccess)
            {
                return before;
            }
        }

        throw new ElasticsearchException(
            $"The alert {alert.Id} is written by others all the time: the matches that it suppresses could not be counted on it"
        );
    }

    private void Extend(JsonObject document, IReadOnlyCollection<Match> matches)
    {
        Extend(document, Prefix + "start", matches.Min(m => m.EventTime), isEarlier: true);
        Extend(document, Prefix + "end", matches.Max(m => m.EventTime), isEarlier: false);
        document["kibana.alert.last_detected"] = Times.Text(clock.GetUtcNow());
    }

    private static void Extend(JsonObject document, string field, DateTimeOffset time, bool isEarlier)
    {
        var known =
            (string?)document[field] is { } text
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var parsed)
                ? parsed
                : time;
        document[field] = Times.Text(known < time == isEarlier ? known : time);
    }
}
