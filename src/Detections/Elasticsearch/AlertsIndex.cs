using System.Text.Json;
using Detections.Alerts;
using Detections.Runs;
using Detections.Settings;

namespace Detections.Elasticsearch;

/// <summary>`detections-alerts-…`, an index a month. Each alert id can live in one of them only, so `create` is an exact test.</summary>
internal sealed class AlertsIndex(
    ElasticsearchClient client,
    IndexInstaller installer,
    StateIndex state,
    AppSettings settings
)
{
    private const int IdsAtOnce = 500;
    private const int WriteAttempts = 4;
    private const string RunField = "kibana.alert.rule.execution.uuid";
    private static readonly TimeSpan WritePause = TimeSpan.FromMilliseconds(500);

    public static readonly IndexDefinition Definition = new(
        AlertMappings.Schema,
        AlertMappings.Settings(),
        AlertMappings.Properties()
    );

    private readonly string _alias = AlertIndex.Alias(settings.Alerts.Namespace);

    /// <summary>The ids that are alerts already, wait in the queue to become one, or were refused for good.</summary>
    public async Task<IReadOnlySet<string>> KnownAsync(
        IReadOnlyCollection<Match> matches,
        CancellationToken cancellationToken
    )
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var portion in matches.Chunk(IdsAtOnce))
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
                        WriteReference(w, state.Name, RejectedAlerts.IdOf(match.AlertId));
                        if (match.Rule.AlertSuppression is not null)
                        {
                            WriteReference(w, state.Name, SuppressedMatches.MarkOf(match.AlertId));
                        }
                    }

                    w.WriteEndArray();
                }),
                cancellationToken
            );
            using var body = response.Expect().ReadJson();
            known.UnionWith(
                body.RootElement.GetProperty("docs")
                    .EnumerateArray()
                    .Where(IsFound)
                    .Select(d => RejectedAlerts.AlertOf(SuppressedMatches.MatchOf(d.GetProperty("_id").GetString()!)))
            );
        }

        return known;
    }

    /// <summary>One result per alert, in order. What the cluster is too busy for is tried again for a while.</summary>
    public async Task<IReadOnlyList<WriteResult>> CreateAsync(
        string runId,
        IReadOnlyList<AlertWrite> alerts,
        CancellationToken cancellationToken
    )
    {
        var results = new WriteResult[alerts.Count];
        var pending = Enumerable.Range(0, alerts.Count).ToList();
        for (var attempt = 1; pending.Count > 0; attempt++)
        {
            var items = await SendAsync([.. pending.Select(i => alerts[i])], cancellationToken);
            var busy = new List<int>();
            for (var i = 0; i < items.Count; i++)
            {
                results[pending[i]] = Result(items[i]);
                if (items[i].Status is 404 or 429 or 503 && attempt < WriteAttempts)
                {
                    busy.Add(pending[i]);
                }
            }

            pending = busy;
            if (pending.Count > 0)
            {
                await Task.Delay(attempt * WritePause, TimeProvider.System, cancellationToken);
            }
        }

        await ClaimAsync(runId, alerts, results, cancellationToken);
        return results;
    }

    /// <summary>
    /// When an answer is lost on the way, the request is sent again and finds its own documents. They are this run's alerts, and
    /// count against its cap.
    /// </summary>
    private async Task ClaimAsync(
        string runId,
        IReadOnlyList<AlertWrite> alerts,
        WriteResult[] results,
        CancellationToken cancellationToken
    )
    {
        var existing = Enumerable.Range(0, alerts.Count).Where(i => results[i].Status == WriteStatus.Exists);
        foreach (var portion in existing.Chunk(IdsAtOnce))
        {
            using var response = await client.PostAsync(
                $"_mget?_source_includes={RunField}",
                JsonBody.Object(w =>
                {
                    w.WriteStartArray("docs");
                    foreach (var i in portion)
                    {
                        WriteReference(w, alerts[i].Index, alerts[i].Id);
                    }

                    w.WriteEndArray();
                }),
                cancellationToken
            );
            using var body = response.Expect().ReadJson();
            foreach (var (i, document) in portion.Zip(body.RootElement.GetProperty("docs").EnumerateArray()))
            {
                if (
                    IsFound(document)
                    && document.GetProperty("_source").TryGetProperty(RunField, out var id)
                    && id.ValueEquals(runId)
                )
                {
                    results[i] = new(WriteStatus.Created);
                }
            }
        }
    }

    public static void WriteReference(Utf8JsonWriter w, string index, string id)
    {
        w.WriteStartObject();
        w.WriteString("_index", index);
        w.WriteString("_id", id);
        w.WriteEndObject();
    }

    /// <summary>A month without alerts has no index yet; anything else that hides a document must not pass for "unknown".</summary>
    public static bool IsFound(JsonElement document)
    {
        if (document.TryGetProperty("found", out var found))
        {
            return found.GetBoolean();
        }

        var (type, reason) = BulkItem.ReadError(document.GetProperty("error"));
        return type == "index_not_found_exception"
            ? false
            : throw new ElasticsearchException($"An alert could not be looked up: {type}: {reason}");
    }

    private static WriteResult Result(BulkItem item) =>
        item.Status switch
        {
            200 or 201 => new(WriteStatus.Created),
            409 => new(WriteStatus.Exists),
            // An index that is closed may be opened.
            400 or 413 when item.Type != "index_closed_exception" => new(WriteStatus.Rejected, item.Reason),
            _ => new(WriteStatus.Failed, $"{item.Status} {item.Reason}"),
        };

    private async Task<List<BulkItem>> SendAsync(
        IReadOnlyCollection<AlertWrite> alerts,
        CancellationToken cancellationToken
    )
    {
        foreach (var index in alerts.Select(a => a.Index).Distinct(StringComparer.Ordinal))
        {
            await installer.EnsureAsync(index, Definition, _alias, cancellationToken);
        }

        var bulk = new BulkRequest(client);
        foreach (var alert in alerts)
        {
            bulk.Create(alert.Index, alert.Id, alert.Document);
        }

        var items = await bulk.SendAsync(cancellationToken);
        if (items.Exists(i => i.Status == 404))
        {
            installer.Forget();
        }

        return items;
    }
}
