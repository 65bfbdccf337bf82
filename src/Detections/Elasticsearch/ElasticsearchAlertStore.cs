using System.Text.Json;
using Detections.Alerts;
using Detections.Rules;
using Detections.Runs;
using Detections.Settings;

namespace Detections.Elasticsearch;

/// <summary>Alerts in monthly indices, beside them the queue, the ledger and the records of runs.</summary>
internal sealed class ElasticsearchAlertStore(
    ElasticsearchClient client,
    IndexInstaller installer,
    StateIndex state,
    MatchQueue queue,
    LedgerStore ledgers,
    RunsIndex runs,
    AppSettings settings
) : IAlertStore
{
    private const int IdsAtOnce = 1000;
    private const int WriteAttempts = 4;
    private static readonly TimeSpan WritePause = TimeSpan.FromMilliseconds(500);

    public async Task<IReadOnlySet<string>> KnownAsync(
        IReadOnlyCollection<Match> matches,
        CancellationToken cancellationToken
    )
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var portion in matches.Chunk(IdsAtOnce / 2))
        {
            using var response = await client.PostAsync(
                "_mget?_source=false",
                JsonBody.Object(w =>
                {
                    w.WriteStartArray("docs");
                    foreach (var match in portion)
                    {
                        WriteReference(w, match.AlertIndex, match.AlertId);
                        WriteReference(w, state.Name, match.AlertId);
                    }

                    w.WriteEndArray();
                }),
                cancellationToken
            );
            using var body = response.Expect().ReadJson();
            foreach (var document in body.RootElement.GetProperty("docs").EnumerateArray())
            {
                if (document.TryGetProperty("found", out var found))
                {
                    if (found.GetBoolean())
                    {
                        known.Add(document.GetProperty("_id").GetString()!);
                    }
                }
                else
                {
                    ExpectMissingIndex(document);
                }
            }
        }

        return known;
    }

    public async Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> FetchAsync(
        IReadOnlyCollection<Match> matches,
        CancellationToken cancellationToken
    )
    {
        var documents = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var index in matches.GroupBy(m => m.EventIndex, StringComparer.Ordinal))
        {
            foreach (var portion in index.Chunk(IdsAtOnce))
            {
                await FetchAsync(index.Key, portion, documents, cancellationToken);
            }
        }

        return documents;
    }

    public async Task<IReadOnlyList<WriteResult>> CreateAsync(
        IReadOnlyList<AlertWrite> alerts,
        CancellationToken cancellationToken
    )
    {
        var results = new WriteResult[alerts.Count];
        var pending = Enumerable.Range(0, alerts.Count).ToList();
        for (var attempt = 1; pending.Count > 0; attempt++)
        {
            var items = await SendAsync([.. pending.Select(i => alerts[i])], cancellationToken);
            var refused = new List<int>();
            for (var i = 0; i < items.Count; i++)
            {
                results[pending[i]] = Result(items[i]);
                if (items[i].Status is 404 or 429 or 503 && attempt < WriteAttempts)
                {
                    refused.Add(pending[i]);
                }
            }

            pending = refused;
            if (pending.Count > 0)
            {
                await Task.Delay(attempt * WritePause, TimeProvider.System, cancellationToken);
            }
        }

        return results;
    }

    public Task<IReadOnlyDictionary<string, long>> QueueLengthsAsync(
        IReadOnlyCollection<Rule> rules,
        CancellationToken cancellationToken
    ) => queue.LengthsAsync(rules, cancellationToken);

    public Task EnqueueAsync(IReadOnlyCollection<Match> matches, CancellationToken cancellationToken) =>
        queue.AddAsync(matches, cancellationToken);

    public Task<IReadOnlyList<Match>> QueuedAsync(Rule rule, int count, CancellationToken cancellationToken) =>
        queue.OldestAsync(rule, count, cancellationToken);

    public Task DequeueAsync(IReadOnlyCollection<Match> matches, CancellationToken cancellationToken) =>
        queue.RemoveAsync(matches, cancellationToken);

    public async Task<Ledger> LoadLedgerAsync(CancellationToken cancellationToken)
    {
        await state.EnsureAsync(cancellationToken);
        return await ledgers.LoadAsync(cancellationToken);
    }

    public Task SaveLedgerAsync(RuleGroup group, Ledger ledger, CancellationToken cancellationToken) =>
        ledgers.SaveAsync(group, ledger, cancellationToken);

    public Task ReportAsync(RunReport report, CancellationToken cancellationToken) =>
        runs.AddAsync(report, cancellationToken);

    private static void WriteReference(Utf8JsonWriter w, string index, string id)
    {
        w.WriteStartObject();
        w.WriteString("_index", index);
        w.WriteString("_id", id);
        w.WriteEndObject();
    }

    /// <summary>A month without alerts has no index yet; anything else that hides a document must not pass for "unknown".</summary>
    private static void ExpectMissingIndex(JsonElement document)
    {
        var (type, reason) = BulkItem.ReadError(document.GetProperty("error"));
        if (type != "index_not_found_exception")
        {
            throw new ElasticsearchException($"An alert could not be looked up: {type}: {reason}");
        }
    }

    private static WriteResult Result(BulkItem item) =>
        item.Status switch
        {
            200 or 201 => new(WriteStatus.Created),
            409 => new(WriteStatus.Exists),
            400 => new(WriteStatus.Rejected, item.Reason),
            _ => new(WriteStatus.Failed, $"{item.Status} {item.Reason}"),
        };

    private async Task<List<BulkItem>> SendAsync(
        IReadOnlyCollection<AlertWrite> alerts,
        CancellationToken cancellationToken
    )
    {
        foreach (var index in alerts.Select(a => a.Index).Distinct(StringComparer.Ordinal))
        {
            await installer.EnsureAsync(index, AlertMappings.IndexBody(settings.Alerts.Namespace), cancellationToken);
        }

        var bulk = new BulkRequest(client);
        foreach (var alert in alerts)
        {
            bulk.Create(alert.Index, alert.Id, alert.Document);
        }

        var items = await bulk.SendAsync(cancellationToken);
        foreach (var (alert, item) in alerts.Zip(items))
        {
            if (item.Status == 404)
            {
                installer.Forget(alert.Index);
            }
        }

        return items;
    }

    private async Task FetchAsync(
        string index,
        IReadOnlyCollection<Match> matches,
        Dictionary<string, ReadOnlyMemory<byte>> documents,
        CancellationToken cancellationToken
    )
    {
        using var response = await client.PostAsync(
            $"{IndexPath.Of(index)}/_search?ignore_unavailable=true&allow_partial_search_results=false",
            JsonBody.Object(w =>
            {
                w.WriteNumber("size", matches.Count);
                w.WriteStartObject("query");
                w.WriteStartObject("ids");
                w.WriteStartArray("values");
                foreach (var match in matches)
                {
                    w.WriteStringValue(match.EventId);
                }

                w.WriteEndArray();
                w.WriteEndObject();
                w.WriteEndObject();
            }),
            cancellationToken
        );
        var page = new SearchPage();
        page.Read(response.Expect().Body);
        var alerts = matches.ToDictionary(m => m.EventId, m => m.AlertId, StringComparer.Ordinal);
        foreach (var hit in page.Events.Hits)
        {
            documents[alerts[System.Text.Encoding.UTF8.GetString(hit.Id.Span)]] = hit.Source.ToArray();
        }
    }
}
