using System.Net;
using System.Text;
using Detections.Runs;
using Detections.Settings;

namespace Detections.Elasticsearch;

/// <summary>
/// Alerts that were refused for good even in their least form. Each is kept as text, of which nothing can be refused, until somebody has
/// dealt with it.
/// </summary>
internal sealed class RejectedAlerts(ElasticsearchClient client, StateIndex state, ClusterClock clock)
{
    /// <summary>Listed at once, the oldest first.</summary>
    public const int MostListed = 1000;

    private const string Prefix = "rejected-";
    private const string UntilSearchable = "wait_for";
    private const int LongestText = 50_000;
    private const int LongestReason = 2_000;

    /// <summary>An alert may be queued once more, so what is kept of it must not be the queue's document.</summary>
    public static string IdOf(string alertId) => Prefix + alertId;

    /// <summary>The alert of what is kept, or of any other id itself.</summary>
    public static string AlertOf(string id) =>
        id.StartsWith(Prefix, StringComparison.Ordinal) ? id[Prefix.Length..] : id;

    public async Task AddAsync(IReadOnlyCollection<RejectedAlert> alerts, CancellationToken cancellationToken)
    {
        var bulk = new BulkRequest(client, UntilSearchable);
        foreach (var alert in alerts)
        {
            bulk.Create(state.Name, IdOf(alert.AlertId), Document(alert));
        }

        await bulk.SettleAsync("A rejected alert could not be kept as text", cancellationToken);
    }

    /// <param name="ruleId">Of one rule, or of all where none is named.</param>
    public async Task<long> CountAsync(string? ruleId, CancellationToken cancellationToken)
    {
        using var response = await client.PostAsync(
            $"{state.Name}/_count",
            JsonBody.Object(w =>
                StateIndex.WriteQuery(w, StateIndex.Rejected, ruleId is null ? null : ("rule_id", ruleId))
            ),
            cancellationToken
        );
        response.Expect(HttpStatusCode.NotFound);
        if (!response.IsSuccess)
        {
            return 0;
        }

        using var body = response.ReadJson();
        return body.RootElement.GetProperty("count").GetInt64();
    }

    /// <summary>By rule; those that have none may be absent.</summary>
    public async Task<IReadOnlyDictionary<string, long>> CountAsync(
        IEnumerable<string> ruleIds,
        CancellationToken cancellationToken
    )
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        if (await CountAsync(ruleId: null, cancellationToken) > 0)
        {
            foreach (var ruleId in ruleIds)
            {
                counts[ruleId] = await CountAsync(ruleId, cancellationToken);
            }
        }

        return counts;
    }

    public async Task<IReadOnlyList<KeptAlert>> ListAsync(CancellationToken cancellationToken)
    {
        using var response = await client.PostAsync(
            $"{state.Name}/_search",
            JsonBody.Object(w =>
            {
                w.WriteNumber("size", MostListed);
                StateIndex.WriteQuery(w, StateIndex.Rejected);
                w.WriteStartArray("sort");
                w.WriteStartObject();
                w.WriteString("event_time", "asc");
                w.WriteEndObject();
                w.WriteEndArray();
            }),
            cancellationToken
        );
        response.Expect(HttpStatusCode.NotFound);
        if (!response.IsSuccess)
        {
            return [];
        }

        using var body = response.ReadJson();
        return [.. SearchHits.Of(body).Select(h => KeptAlert.Read(h.GetProperty("_source")))];
    }

    public async Task<KeptAlert?> FindAsync(string alertId, CancellationToken cancellationToken)
    {
        using var response = await client.GetAsync(
            $"{state.Name}/_doc/{Uri.EscapeDataString(IdOf(alertId))}",
            cancellationToken
        );
        response.Expect(HttpStatusCode.NotFound);
        if (!response.IsSuccess)
        {
            return null;
        }

        using var body = response.ReadJson();
        return KeptAlert.Read(body.RootElement.GetProperty("_source"));
    }

    /// <summary>Has the next run of their rules write them once more, from their events. Only then are they kept no longer.</summary>
    public async Task RetryAsync(IReadOnlyCollection<KeptAlert> alerts, CancellationToken cancellationToken)
    {
        var bulk = new BulkRequest(client, UntilSearchable);
        foreach (var alert in alerts)
        {
            bulk.Create(
                state.Name,
                alert.MatchId,
                JsonBody.Object(w =>
                    MatchDocument.Write(
                        w,
                        StateIndex.Queued,
                        alert.RuleId,
                        alert.AlertIndex,
                        alert.Events,
                        alert.EventTime,
                        alert.Lateness,
                        clock.GetUtcNow()
                    )
                )
            );
        }

        await bulk.SettleAsync("A rejected alert could not be queued", cancellationToken);
        await DiscardAsync(alerts, cancellationToken);
    }

    public async Task DiscardAsync(IReadOnlyCollection<KeptAlert> alerts, CancellationToken cancellationToken)
    {
        var bulk = new BulkRequest(client, UntilSearchable);
        foreach (var alert in alerts)
        {
            bulk.Delete(state.Name, IdOf(alert.AlertId));
        }

        await bulk.SettleAsync("A rejected alert could not be discarded", cancellationToken);
    }

    private ReadOnlyMemory<byte> Document(RejectedAlert alert) =>
        JsonBody.Object(w =>
        {
            var match = alert.Match;
            MatchDocument.Write(
                w,
                StateIndex.Rejected,
                match.Rule.RuleId,
                match.AlertIndex,
                match.Events,
                match.EventTime,
                match.Lateness,
                clock.GetUtcNow()
            );
            w.WriteString("rule_name", match.Rule.Name);
            w.WriteString("alert_id", alert.AlertId);
            w.WriteString("match_id", match.AlertId);
            w.WriteString("reason", Cut.To(alert.Reason, LongestReason));
            w.WriteString("document", Cut.To(Encoding.UTF8.GetString(alert.Document.Span), LongestText));
        });
}
