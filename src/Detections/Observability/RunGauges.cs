using System.Diagnostics.Metrics;
using Detections.Runs;
using Detections.Scheduling;

namespace Detections.Observability;

/// <summary>How it stands with each group, asked for when it is told, so that a group that is gone is told of no longer.</summary>
internal sealed class RunGauges
{
    private readonly RunHistory _history;

    public RunGauges(RunHistory history)
    {
        _history = history;
        Telemetry.Meter.CreateObservableGauge(
            "detections.queue.length",
            () => Now(g => g.QueueLength),
            "{match}",
            "Matches that wait for a later run"
        );
        Telemetry.Meter.CreateObservableGauge(
            "detections.coverage.lag",
            () => Now<double>(g => g.Uncovered.TotalSeconds),
            "s",
            "Watched time that is not searched yet"
        );
        Telemetry.Meter.CreateObservableGauge(
            "detections.ingest.lag.source",
            Lags,
            "s",
            "From an event to its arrival in the last runs, by index pattern: of half the events, of 99 in 100, and the longest"
        );
        Telemetry.Meter.CreateObservableGauge(
            "detections.alerts.rejected",
            Rejected,
            "{alert}",
            "Alerts that the cluster refused for good and that nobody has dealt with yet"
        );
        Telemetry.Meter.CreateObservableGauge(
            "detections.run.last_success",
            () => Now(g => g.LastSuccess?.ToUnixTimeSeconds()),
            "s",
            "When a run last did all of its work, in seconds since 1970"
        );
    }

    private IEnumerable<Measurement<double>> Lags()
    {
        foreach (var lag in _history.Groups.SelectMany(g => g.Last.SourceLags).GroupBy(l => l.Pattern))
        {
            yield return Of("0.5", l => l.Half);
            yield return Of("0.99", l => l.Most);
            yield return Of("1", l => l.Longest);

            Measurement<double> Of(string quantile, Func<SourceLag, TimeSpan> time) =>
                new(lag.Max(time).TotalSeconds, new("pattern", lag.Key), new("quantile", quantile));
        }
    }

    private IEnumerable<Measurement<long>> Rejected() => _history.Rejected is { } count ? [new(count)] : [];

    private IEnumerable<Measurement<T>> Now<T>(Func<GroupHistory, T?> value)
        where T : struct
    {
        foreach (var group in _history.Groups)
        {
            if (value(group) is { } known)
            {
                yield return new(known, new KeyValuePair<string, object?>("group", group.Last.Group));
            }
        }
    }
}
