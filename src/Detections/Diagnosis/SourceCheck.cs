using Detections.Elasticsearch;
using Detections.Runs;

namespace Detections.Diagnosis;

/// <summary>What stands behind a pattern, whether it may be read, and whether anything arrives.</summary>
internal sealed class SourceCheck(ElasticsearchClient client, ClusterTime time, SourceResolver resolver, Source source)
{
    private const string Id = "source";

    public async Task<IReadOnlyList<CheckResult>> LookAsync(CancellationToken cancellationToken)
    {
        var map = await resolver.ResolveAsync([source.Pattern], cancellationToken);
        var found = map[source.Pattern];
        if (found.State != PatternState.Readable)
        {
            return [Explain(found.State)];
        }

        var now = await time.NowAsync(cancellationToken);
        var count = await CountAsync(found, now, cancellationToken);
        return await FutureAsync(now, cancellationToken) is { } future ? [count, future] : [count];
    }

    private CheckResult Explain(PatternState state) =>
        state switch
        {
            PatternState.Unreadable => CheckResult.Red(
                Id,
                source.Pattern,
                "may not be read",
                $$"""Add to the role or the API key: {"indices":[{"names":["{{source.Pattern}}"],"privileges":["read","view_index_metadata"]}]}"""
            ),
            PatternState.Unanswered => CheckResult.Red(
                Id,
                source.Pattern,
                "its remote cluster does not answer, or has no such index",
                "Ask GET /_remote/info whether the remote is connected, and check how its name and the pattern are written in the rules"
            ),
            _ => CheckResult.Amber(
                Id,
                source.Pattern,
                "no index matches it",
                $"Check that its shipper runs and how the pattern is written; take it out of {Words.List(source.Rules)} if it is not in use"
            ),
        };

    private async Task<CheckResult> CountAsync(
        SourcePattern found,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var range = new TimeRange(now - source.Lookback, now);
        var sample = await EventSample.CountAsync(client, source, range, cancellationToken);
        var behind =
            $"{Words.Count(found.Indices.Count, "index", "indices")} ({Words.List([.. found.Indices.Order(StringComparer.Ordinal)])})";
        if (sample.Total > 0)
        {
            return CheckResult.Green(
                Id,
                source.Pattern,
                $"{behind}, {Words.Count(sample.Total, "event", "events")} in the last {Words.Of(source.Lookback)}"
            );
        }

        var newest = await EventSample.NewestAsync(client, source, now, size: 1, cancellationToken);
        var last = newest.Events.Count == 0 ? "and none ever" : $"the newest is of {Words.Of(newest.Events[0].Time)}";
        return CheckResult.Amber(
            Id,
            source.Pattern,
            $"{behind}, no event in the last {Words.Of(source.Lookback)}, {last}",
            "Check that its shippers run and reach the cluster"
        );
    }

    private async Task<CheckResult?> FutureAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var future = await EventSample.FutureAsync(client, source, now, cancellationToken);
        return future.Events is not [var farthest]
            ? null
            : CheckResult.Amber(
                Id,
                source.Pattern,
                $"{Words.Count(future.Total, "event is", "events are")} dated into the future, the farthest to {Words.Of(farthest.Time)}: {(source.ByTimestamp is [_, ..] rules ? $"{Words.List(rules)} will not see them before that time has come" : "those without event.ingested are not seen before that time has come")}",
                "Set the clocks of the hosts that they come from, and the time zones of their shippers"
            );
    }
}
