using System.Text.Json;
using Detections.Rules;
using Detections.Runs;
using Detections.Settings;

namespace Detections.Elasticsearch;

/// <summary>Matches over the cap, one document each under the id of the alert it will become.</summary>
internal sealed class MatchQueue(ElasticsearchClient client, StateIndex state, AppSettings settings, ClusterClock clock)
{
    /// <summary>Waiting costs up to a second, but the next run must see what this one queued.</summary>
    private const string UntilSearchable = "wait_for";

    private readonly OldDocuments _old = new(client, clock, TimeSpan.FromDays(1));

    public async Task<IReadOnlyDictionary<string, long>> LengthsAsync(
        IReadOnlyCollection<Rule> rules,
        CancellationToken cancellationToken
    )
    {
        var lengths = new Dictionary<string, long>(StringComparer.Ordinal);
        if (await CountAsync(null, cancellationToken) == 0)
        {
            return lengths;
        }

        foreach (var rule in rules)
        {
            lengths[rule.RuleId] = await CountAsync(rule.RuleId, cancellationToken);
        }

        return lengths;
    }

    /// <summary>Lets go what has waited for long and is of none of the rules. Not in the first day: another copy may be about to start.</summary>
    public Task<int> TrimAsync(IReadOnlyCollection<Rule> rules, CancellationToken cancellationToken)
    {
        _old.BeginLater();
        return _old.TrimAsync(
            state.Name,
            settings.Runs.Retention,
            (w, before) => StateIndex.WriteQuery(w, StateIndex.Queued, before: before, without: rules),
            "A match that nobody waits for could not be taken from the queue",
            cancellationToken
        );
    }

    public async Task AddAsync(IReadOnlyCollection<Match> matches, CancellationToken cancellationToken)
    {
        var bulk = new BulkRequest(client, UntilSearchable);
        foreach (var match in matches)
        {
            bulk.Create(state.Name, match.AlertId, Document(match));
        }

        await bulk.SettleAsync("A match could not be queued", cancellationToken);
    }

    public async Task RemoveAsync(IReadOnlyCollection<Match> matches, CancellationToken cancellationToken)
    {
        var bulk = new BulkRequest(client, UntilSearchable);
        foreach (var match in matches)
        {
            bulk.Delete(state.Name, match.AlertId);
        }

        await bulk.SettleAsync("A match could not be taken from the queue", cancellationToken);
    }

    public async Task<IReadOnlyList<Match>> OldestAsync(Rule rule, int count, CancellationToken cancellationToken)
    {
        using var response = await client.PostAsync(
            $"{state.Name}/_search",
            JsonBody.Object(w =>
            {
                w.WriteNumber("size", Math.Min(count, 10_000));
                StateIndex.WriteQuery(w, StateIndex.Queued, ("rule_id", rule.RuleId));
                w.WriteStartArray("sort");
                w.WriteStartObject();
                w.WriteString("event_time", "asc");
                w.WriteEndObject();
                w.WriteEndArray();
            }),
            cancellationToken
        );
        using var body = response.Expect().ReadJson();
        return [.. SearchHits.Of(body).Select(h => Read(h, rule))];
    }

    private static Match Read(JsonElement hit, Rule rule)
    {
        var source = hit.GetProperty("_source");
        return new(
            rule,
            hit.GetProperty("_id").GetString()!,
            source.GetProperty("alert_index").GetString()!,
            MatchDocument.ReadEvents(source),
            source.GetProperty("event_time").GetDateTimeOffset()
        )
        {
            Lateness = MatchDocument.ReadLateness(source),
        };
    }

    private ReadOnlyMemory<byte> Document(Match match) =>
        JsonBody.Object(w =>
            MatchDocument.Write(
                w,
                StateIndex.Queued,
                match.Rule.RuleId,
                match.AlertIndex,
                match.Events,
                match.EventTime,
                match.Lateness,
                clock.GetUtcNow()
            )
        );

    private async Task<long> CountAsync(string? ruleId, CancellationToken cancellationToken)
    {
        using var response = await client.PostAsync(
            $"{state.Name}/_count",
            JsonBody.Object(w =>
                StateIndex.WriteQuery(w, StateIndex.Queued, ruleId is null ? null : ("rule_id", ruleId))
            ),
            cancellationToken
        );
        using var body = response.Expect().ReadJson();
        return body.RootElement.GetProperty("count").GetInt64();
    }
}
