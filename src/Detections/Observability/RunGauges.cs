using System.Diagnostics.Metrics;
using Detections.Runs;

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
            () => Now(g => g.Last.QueueLength),
            "{match}",
            "Matches that wait for a later run"
        );
        Telemetry.Meter.CreateObservableGauge(
            "detections.coverage.lag",
            () => Now<double>(g => g.Last.Uncovered.TotalSeconds),
            "s",
            "Watched time that is not searched yet"
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
