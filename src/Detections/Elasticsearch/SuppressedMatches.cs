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
    private const string Prefix = "kibana.alert.suppression.";
    private const string DocsCountField = Prefix + "docs_count";
    private const int Attempts = 5;
    private const int IdsAtOnce = 500;

    private readonly OldDocuments _old = new(client, clock, TimeSpan.FromHours(1));

    /// <summary>A match may leave the queue to be suppressed, so its mark must not be the queue's document.</summary>
    public static string MarkOf(string alertId) => MarkPrefix + alertId;

    /// <summary>The match of a mark, or of any other id itself.</summary>
    public static string MatchOf(string id) =>
        id.StartsWith(MarkPrefix, StringComparison.Ordinal) ? id[MarkPrefix.Length..] : id;

    /// <summary>Which of the matches have a mark, or an alert of their own. Realtime: what was acknowledged is known.</summary>
    public Task<IReadOnlySet<string>> SettledAsync(
        IReadOnlyCollection<Match> matches,
        CancellationToken cancellationToken
    ) => FindAsync(matches, alertsToo: true, cancellationToken);

    private async Task<IReadOnlySet<string>> FindAsync(
        IReadOnlyCollection<Match> matches,
        bool alertsToo,
        CancellationToken cancellationToken
    )
    {
        var marked = new HashSet<string>(StringComparer.Ordinal);
        foreach (var portion in matches.Chunk(IdsAtOnce))
        {
            using var response = await client.PostAsync(
                "_mget?_source=false",
                JsonBody.Object(w =>
                {
                    w.WriteStartArray("docs");
                    foreach (var match in portion)
                    {
                        AlertsIndex.WriteReference(w, state.Name, MarkOf(match.AlertId));
                        if (alertsToo)
                        {
                            AlertsIndex.WriteReference(w, match.AlertIndex, match.AlertId);
                        }
                    }

                    w.WriteEndArray();
                }),
                cancellationToken
            );
            using var body = response.Expect().ReadJson();
            marked.UnionWith(
                body.RootElement.GetProperty("docs")
                    .EnumerateArray()
                    .Where(AlertsIndex.IsFound)
                    .Select(d => MatchOf(d.GetProperty("_id").GetString()!))
            );
        }

        return marked;
    }

    public async Task AddAsync(
        IReadOnlyCollection<(SuppressingAlert By, IReadOnlyList<Match> Matches)> suppressed,
        CancellationToken cancellationToken
    )
    {
        var told = new Dictionary<SuppressingAlert, long>();
        foreach (var (alert, _) in suppressed)
        {
            told[alert] = await CountAsync(alert, cancellationToken);
        }

        // Behind the counts, so that no mark is in both, whoever makes it meanwhile: the number never says too much, and need not be lowered.
        var marked = await FindAsync([.. suppressed.SelectMany(s => s.Matches)], alertsToo: false, cancellationToken);
        // Who dies before the marks are made finds the matches again, and tells the same number again. Those that have a mark are not found.
        foreach (var (alert, matches) in suppressed)
        {
            told[alert] += matches.Count(m => !marked.Contains(m.AlertId));
            await UpdateAsync(alert, matches, told[alert], cancellationToken);
        }

        var bulk = new BulkRequest(client, UntilSearchable);
        foreach (var (alert, match) in suppressed.SelectMany(s => s.Matches.Select(m => (s.By, m))))
        {
            bulk.Create(state.Name, MarkOf(match.AlertId), Mark(match, alert));
        }

        await bulk.SettleAsync("A match could not be suppressed", cancellationToken);
        // Another copy may have made marks that were not counted at first. Whoever comes last sees all of them.
        foreach (var (alert, matches) in suppressed)
        {
            var count = await CountAsync(alert, cancellationToken);
            if (count > told[alert])
            {
                await UpdateAsync(alert, matches, count, cancellationToken);
            }
        }
    }

    /// <summary>Marks are kept longer than a match of any rule can be read again, or is counted together with others.</summary>
    public Task TrimAsync(IReadOnlyCollection<Rule> rules, CancellationToken cancellationToken) =>
        _old.TrimAsync(
            state.Name,
            settings.Sweep.CatchUp
                + rules.Max(r => r.Lookback + (r.AlertSuppression?.Duration ?? TimeSpan.Zero))
                + TimeSpan.FromDays(2),
            (w, before) => StateIndex.WriteQuery(w, StateIndex.Suppressed, before: before),
            "A mark of a suppressed match could not be deleted",
            cancellationToken
        );

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

    /// <summary>An analyst may be writing into the same alert, and so may another copy. Marks that are old are deleted, so the number never falls.</summary>
    private async Task UpdateAsync(
        SuppressingAlert alert,
        IReadOnlyCollection<Match> matches,
        long count,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var path = $"{alert.Index}/_doc/{alert.Id}";
            using var read = await client.GetAsync(path, cancellationToken);
            using var body = read.Expect().ReadJson();
            var document = JsonNode.Parse(body.RootElement.GetProperty("_source").GetRawText())!.AsObject();
            document[DocsCountField] = Math.Max(count, (long?)document[DocsCountField] ?? 0);
            Extend(document, matches);
            var version = DocumentVersion.Of(body.RootElement);
            using var written = await client.PutAsync(
                $"{path}?if_seq_no={version.SeqNo}&if_primary_term={version.PrimaryTerm}",
                JsonSerializer.SerializeToUtf8Bytes(document),
                cancellationToken
            );
            if (written.Expect(HttpStatusCode.Conflict).IsSuccess)
            {
                return;
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
