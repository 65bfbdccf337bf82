using System.Diagnostics.Metrics;
using Detections.Rules;
using Detections.Runs;

namespace Detections.Observability;

/// <summary>
/// What runs did, in numbers. Labels are groups, severities, index patterns and kinds, never rules, hosts or texts: a thousand
/// rules must not become a thousand series. What a single rule did is in the runs index.
/// </summary>
internal static class RunMetrics
{
    private const string Group = "group";

    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300],
    };

    private static readonly InstrumentAdvice<double> Minutes = new()
    {
        HistogramBucketBoundaries = [1, 5, 15, 30, 60, 120, 300, 600, 1200, 3600, 14400, 86400],
    };

    private static readonly Counter<long> Runs = Count("detections.runs", "{run}", "Runs that ended");
    private static readonly Counter<long> Events = Count("detections.events", "{event}", "Events read");
    private static readonly Counter<long> SetAside = Count(
        "detections.events.set_aside",
        "{event}",
        "Documents that could not be judged"
    );
    private static readonly Counter<long> Matches = Count(
        "detections.matches",
        "{match}",
        "Matches found, known ones too"
    );
    private static readonly Counter<long> Duplicates = Count(
        "detections.matches.known",
        "{match}",
        "Matches whose alert was written or queued before"
    );
    private static readonly Counter<long> Alerts = Count("detections.alerts", "{alert}", "Alerts created");
    private static readonly Counter<long> LateAlerts = Count(
        "detections.alerts.late",
        "{alert}",
        "Of the alerts created those of what was found later than a run in time would have found it"
    );
    private static readonly Counter<long> FailedAlerts = Count(
        "detections.alerts.failed",
        "{alert}",
        "Alerts that could not be written"
    );
    private static readonly Counter<long> Queued = Count("detections.queue.added", "{match}", "Matches over the cap");
    private static readonly Counter<long> Errors = Count("detections.errors", "{error}", "What failed in runs");

    private static readonly Counter<double> Lost = Telemetry.Meter.CreateCounter<double>(
        "detections.coverage.lost",
        "s",
        "Watched time that was given up unsearched"
    );

    private static readonly Histogram<double> Duration = Telemetry.Meter.CreateHistogram(
        "detections.run.duration",
        "s",
        "How long runs took",
        tags: null,
        Seconds
    );
    private static readonly Histogram<double> IngestLag = Telemetry.Meter.CreateHistogram(
        "detections.ingest.lag",
        "s",
        "From an event to its arrival, for a sample of the events",
        tags: null,
        Minutes
    );
    private static readonly Histogram<double> TimeToDetect = Telemetry.Meter.CreateHistogram(
        "detections.time_to_detect",
        "s",
        "From an event to its alert",
        tags: null,
        Minutes
    );

    public static Task RecordAsync(RunReport report)
    {
        var group = new KeyValuePair<string, object?>(Group, report.Group);
        Runs.Add(1, group, new("status", Label(report.Status)));
        Events.Add(report.Events, group);
        SetAside.Add(report.SetAsideCount, group);
        Matches.Add(report.Matched, group);
        Duplicates.Add(report.Duplicate, group);
        Queued.Add(report.Queued, group);
        LateAlerts.Add(report.Late, group);
        foreach (var severity in Enum.GetValues<Severity>())
        {
            var rules = report.Rules.Where(r => r.Severity == severity).ToList();
            Alerts.Add(rules.Sum(r => r.Created), group, new("severity", Label(severity)));
            FailedAlerts.Add(rules.Sum(r => r.Failed), group, new("severity", Label(severity)));
        }

        foreach (var kind in Enum.GetValues<FailureKind>())
        {
            Errors.Add(
                report.FailureKinds.Count(k => k == kind),
                new KeyValuePair<string, object?>("kind", Label(kind))
            );
        }

        Lost.Add(report.Lost.TotalSeconds, group);
        Duration.Record((report.Finished - report.Started).TotalSeconds, group);
        foreach (var (pattern, lag) in report.IngestLags)
        {
            IngestLag.Record(lag.TotalSeconds, new KeyValuePair<string, object?>("pattern", pattern));
        }

        foreach (var time in report.TimesToDetect)
        {
            TimeToDetect.Record(time.TotalSeconds, group);
        }

        return Task.CompletedTask;
    }

    private static Counter<long> Count(string name, string unit, string description) =>
        Telemetry.Meter.CreateCounter<long>(name, unit, description);

    private static string Label<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
