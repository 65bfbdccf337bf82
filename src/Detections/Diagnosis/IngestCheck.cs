using Detections.Elasticsearch;
using Detections.Runs;

namespace Detections.Diagnosis;

/// <summary>How long events take to arrive, and whether they say when they did.</summary>
internal sealed class IngestCheck(ElasticsearchClient client, ClusterTime time, Source source)
{
    private const string Id = "ingest";
    private const int Sampled = 1000;

    public async Task<IReadOnlyList<CheckResult>> LookAsync(CancellationToken cancellationToken)
    {
        var now = await time.NowAsync(cancellationToken);
        var sample = await EventSample.NewestAsync(client, source, now, Sampled, cancellationToken);
        if (sample.Events.Count == 0)
        {
            return [CheckResult.Skipped(Id, source.Pattern, "no event to look at")];
        }

        var results = new List<CheckResult>();
        var lags = sample
            .Events.Where(e => e.Ingested is not null)
            .Select(e => e.Ingested!.Value - e.Time)
            .Order()
            .ToList();
        if (lags.Count > 0)
        {
            results.Add(Judge(lags));
        }

        foreach (var stream in sample.Events.GroupBy(e => IndexName.StreamOf(e.Index), StringComparer.Ordinal))
        {
            var without = stream.Count(e => e.Ingested is null);
            if (without > 0)
            {
                results.Add(Unstamped(stream.Key, without, stream.Count()));
            }
        }

        return results;
    }

    private CheckResult Judge(List<TimeSpan> lags)
    {
        var worst = At(lags, 0.99);
        var found =
            $"from event to event.ingested: half within {Words.Of(At(lags, 0.5))}, 99 of 100 within {Words.Of(worst)}, the slowest {Words.Of(lags[^1])} (of {Words.Count(lags.Count, "event", "events")})";
        if (worst <= source.Slack)
        {
            return CheckResult.Green(Id, source.Pattern, found);
        }

        return source.ByTimestamp is [_, ..] rules
            ? CheckResult.Amber(
                Id,
                source.Pattern,
                $"{found}; {Words.List(rules)} will not see what takes longer than {Words.Of(source.Slack)}",
                "Set timestamp_override to event.ingested in these rules, or a from that looks back further"
            )
            : CheckResult.Amber(
                Id,
                source.Pattern,
                $"{found}; nothing is lost, since the rules go by event.ingested, but alerts come as late as the events",
                "Look at the shippers, their queues and the ingest nodes"
            );
    }

    private CheckResult Unstamped(string stream, int without, int of) =>
        CheckResult.Amber(
            Id,
            stream,
            $"{without} of its newest {of} events have no event.ingested, so they are read by @timestamp, and what arrives later than {Words.Of(source.Slack)} is not seen",
            "Let an ingest pipeline set it: `detections setup` installs one and says how to use it with Winlogbeat"
        );

    private static TimeSpan At(List<TimeSpan> sorted, double quantile) =>
        sorted[(int)Math.Ceiling(quantile * sorted.Count) - 1];
}
