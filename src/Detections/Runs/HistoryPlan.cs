namespace Detections.Runs;

/// <summary>What sequence rules have not read of the time before the window, each moment once for all rules that need it.</summary>
internal static class HistoryPlan
{
    public static IEnumerable<Sweep> Create(
        IReadOnlyCollection<SequenceTracker> trackers,
        IReadOnlyCollection<string> patterns,
        DateTimeOffset now,
        TimeRange window
    )
    {
        var missing = trackers
            .SelectMany(t =>
                t.Rule.Patterns.Intersect(patterns, StringComparer.Ordinal)
                    .SelectMany(p =>
                        t.Missing(p, Needed(t.Timing, now, window)).Select(r => (t.Rule, Pattern: p, Range: r))
                    )
            )
            .ToList();
        var cuts = missing.SelectMany(m => new[] { m.Range.From, m.Range.To }).Distinct().Order().ToList();
        foreach (var range in cuts.Zip(cuts.Skip(1), (from, to) => new TimeRange(from, to)).Reverse())
        {
            var touched = missing.Where(m => !m.Range.Within(range).IsEmpty).ToList();
            if (touched.Count > 0)
            {
                yield return new(
                    SweepPurpose.History,
                    range,
                    range,
                    [.. touched.Select(m => m.Pattern).Distinct(StringComparer.Ordinal)],
                    [.. touched.Select(m => m.Rule).Distinct()]
                );
            }
        }
    }

    /// <summary>From when on a rule that begins now tells what it finds.</summary>
    public static DateTimeOffset WatchesSince(SequenceTiming timing, DateTimeOffset now, TimeRange window)
    {
        var undecided = Seconds.Floor(now - timing.Delay);
        return undecided < window.From ? undecided : window.From;
    }

    private static TimeRange Needed(SequenceTiming timing, DateTimeOffset now, TimeRange window) =>
        new(WatchesSince(timing, now, window) - timing.Context, window.From);
}
