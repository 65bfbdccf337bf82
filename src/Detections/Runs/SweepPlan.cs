using Detections.Rules;
using Detections.Settings;

namespace Detections.Runs;

/// <summary>The sweeps of one run: the live window first, then what sequences in it may have begun with, then holes in slices, newest first.</summary>
internal sealed class SweepPlan
{
    private SweepPlan(
        Sweep live,
        IReadOnlyList<Sweep> history,
        IEnumerable<Sweep> catchUp,
        IReadOnlyList<Sweep> late,
        IReadOnlyList<string> skippedLate
    )
    {
        Live = live;
        History = history;
        CatchUp = catchUp;
        Late = late;
        SkippedLate = skippedLate;
    }

    public Sweep Live { get; }

    public IReadOnlyList<Sweep> History { get; }

    /// <summary>By what the ledger says when they are asked for: the live sweep may have closed a hole.</summary>
    public IEnumerable<Sweep> CatchUp { get; }

    /// <summary>What has left the look-back since it was last looked through for what came late, if that is long enough ago.</summary>
    public IReadOnlyList<Sweep> Late { get; }

    /// <summary>A sentence for each time that will not be looked through for what came late.</summary>
    public IReadOnlyList<string> SkippedLate { get; }

    /// <param name="backOff">Slices that failed before.</param>
    /// <param name="tailOnly">Whether what was searched already is left out, where that can be told by when events arrived.</param>
    public static SweepPlan Create(
        RuleGroup group,
        Ledger ledger,
        IReadOnlyCollection<SequenceTracker> trackers,
        SourceMap sources,
        DateTimeOffset now,
        SliceBackOff backOff,
        bool tailOnly,
        SweepSettings settings
    )
    {
        var window = Window(group, now);
        var covered = new TimeRange(window.From, Seconds.Floor(now - settings.Margin));
        var known = sources.Patterns.Where(p => p.ProvesSearched).Select(p => p.Pattern).ToList();
        var holes = new HolePlan(ledger, known, now, window.From, backOff, settings);
        var live = new Sweep(
            SweepPurpose.Live,
            window,
            covered,
            [.. sources.Patterns.Select(p => p.Pattern)],
            group.Rules
        )
        {
            Unstamped = window with { From = window.From - settings.LateGrace },
        };
        if (tailOnly)
        {
            var from = TailPlan.Start(group, ledger, trackers, known, covered) - settings.TailGrace;
            var begins = from > window.From ? from : window.From;
            live = live with
            {
                Stamped = window with { From = begins },
                // What came before is proven already, or the tail would begin there.
                Proves = covered with
                {
                    From = begins,
                },
            };
        }

        var skippedLate = new List<string>();
        return new(
            live,
            [.. HistoryPlan.Create(trackers, known, now, window)],
            holes.EventSlices(group).Concat(holes.SequenceSlices(group)),
            [.. LatePlan.Create(group, ledger, known, window.From, settings, skippedLate)],
            skippedLate
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
}
