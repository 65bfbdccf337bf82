using Detections.Rules;
using Detections.Settings;

namespace Detections.Runs;

/// <summary>The sweeps of one run: the live window first, then holes in slices, newest first.</summary>
internal sealed class SweepPlan
{
    private SweepPlan(Sweep live, IReadOnlyList<Sweep> catchUp)
    {
        Live = live;
        CatchUp = catchUp;
    }

    public Sweep Live { get; }

    public IReadOnlyList<Sweep> CatchUp { get; }

    public static SweepPlan Create(
        RuleGroup group,
        Ledger ledger,
        SourceMap sources,
        DateTimeOffset now,
        SweepSettings settings
    )
    {
        var window = Window(group, now);
        var covered = new TimeRange(window.From, Seconds.Floor(now - settings.Margin));
        var known = sources.Patterns.Where(p => p.ProvesSearched).Select(p => p.Pattern).ToList();
        return new(
            new(window, covered, [.. sources.Patterns.Select(p => p.Pattern)], group.Rules),
            [.. Slices(group, ledger, known, now - settings.CatchUp, window.From, settings.Slice)]
        );
    }

    /// <summary>
    /// Whole seconds, since arrival stamps may be cut to them; the second that is running is read as far as it got.
    /// </summary>
    public static TimeRange Window(RuleGroup group, DateTimeOffset now) =>
        new(Seconds.Floor(now - group.Lookback), Seconds.Floor(now) + TimeSpan.FromSeconds(1));

    /// <summary>The watched time before the window that was not searched.</summary>
    public static IEnumerable<TimeRange> Holes(Coverage coverage, DateTimeOffset limit, DateTimeOffset end) =>
        coverage.HolesIn(new(Seconds.Floor(limit), end));

    private static IEnumerable<Sweep> Slices(
        RuleGroup group,
        Ledger ledger,
        IReadOnlyList<string> patterns,
        DateTimeOffset limit,
        DateTimeOffset end,
        TimeSpan length
    )
    {
        var holes = new List<(Rule Rule, string Pattern, TimeRange Range)>();
        var missing = new IntervalSet();
        foreach (var rule in group.Rules)
        {
            foreach (var pattern in rule.Patterns.Intersect(patterns, StringComparer.Ordinal))
            {
                foreach (var hole in Holes(ledger.Watch(rule.RuleId, pattern, end), limit, end))
                {
                    holes.Add((rule, pattern, hole));
                    missing.Add(hole);
                }
            }
        }

        var overlap = group.Lookback > group.Interval ? group.Lookback - group.Interval : TimeSpan.Zero;
        foreach (var range in missing.Ranges.Reverse())
        {
            for (var to = range.To; to > range.From; to -= length)
            {
                var slice = new TimeRange(to - length, to).Within(range);
                var touched = holes.Where(h => !h.Range.Within(slice).IsEmpty).ToList();
                // The runs that are missing would have looked back over what was searched before them, for what arrives late.
                var lookBack = slice.From == range.From ? overlap : TimeSpan.Zero;
                yield return new(
                    slice with
                    {
                        From = slice.From - lookBack,
                    },
                    slice,
                    [.. touched.Select(h => h.Pattern).Distinct(StringComparer.Ordinal)],
                    [.. touched.Select(h => h.Rule).Distinct()]
                );
            }
        }
    }
}
