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
        return
        [
            found.State == PatternState.Readable ? await CountAsync(found, cancellationToken) : Explain(found.State),
        ];
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

    private async Task<CheckResult> CountAsync(SourcePattern found, CancellationToken cancellationToken)
    {
        var now = await time.NowAsync(cancellationToken);
        var sample = await EventSample.TakeAsync(client, source, now - source.Lookback, size: 0, cancellationToken);
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

        var newest = await EventSample.TakeAsync(client, source, from: null, size: 1, cancellationToken);
        var last = newest.Events.Count == 0 ? "and none ever" : $"the newest is of {Words.Of(newest.Events[0].Time)}";
        return CheckResult.Amber(
            Id,
            source.Pattern,
            $"{behind}, no event in the last {Words.Of(source.Lookback)}, {last}",
            "Check that its shippers run and reach the cluster"
        );
    }
}
