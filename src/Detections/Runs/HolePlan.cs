using Detections.Rules;
using Detections.Settings;

namespace Detections.Runs;

/// <summary>Cuts what was not searched before the window into slices that are settled each by itself.</summary>
internal sealed class HolePlan(
    Ledger ledger,
    IReadOnlyCollection<string> patterns,
    DateTimeOffset now,
    DateTimeOffset windowStart,
    SliceBackOff backOff,
    SweepSettings settings
)
{
    private readonly DateTimeOffset _limit = now - settings.CatchUp;

    public IEnumerable<Sweep> EventSlices(RuleGroup group)
    {
        var overlap = group.Lookback > group.Interval ? group.Lookback - group.Interval : TimeSpan.Zero;
        foreach (
            var (slice, hole, touched) in Slices(group.Rules.Where(r => r.IsEventRule), windowStart, settings.Slice)
        )
        {
            // The runs that are missing would have looked back over what was searched before them, for what arrives late.
            var lookBack = slice.From == hole.From ? overlap : TimeSpan.Zero;
            yield return new(
                SweepPurpose.CatchUp,
                slice with
                {
                    From = slice.From - lookBack,
                },
                slice,
                [.. touched.Select(t => t.Pattern).Distinct(StringComparer.Ordinal)],
                [.. touched.Select(t => t.Rule).Distinct()]
            )
            {
                Unstamped = slice with
                {
                    From = slice.From - lookBack - (slice.From == hole.From ? settings.LateGrace : TimeSpan.Zero),
                },
            };
        }
    }

    /// <summary>Of sequences, with as much around each slice as its matches reach beyond it; rules that need much of it get longer slices.</summary>
    public IEnumerable<Sweep> SequenceSlices(RuleGroup group)
    {
        var byLength = group
            .Rules.Where(r => !r.IsEventRule)
            .GroupBy(r => SequenceTiming.Of(r, settings.Grace).Slice(settings.Slice))
            .OrderBy(g => g.Key);
        foreach (var rules in byLength)
        {
            var timings = rules.Select(r => SequenceTiming.Of(r, settings.Grace)).ToList();
            var (context, delay) = (timings.Max(t => t.Context), timings.Max(t => t.Delay));
            var undecided = Seconds.Floor(now - delay);
            var end = undecided < windowStart ? undecided : windowStart;
            foreach (var (slice, _, touched) in Slices(rules, end, rules.Key))
            {
                var to = slice.To + delay;
                var found = touched.Select(t => t.Rule).Distinct().ToList();
                yield return new(
                    SweepPurpose.CatchUp,
                    new(slice.From - context, to < now ? to : now),
                    slice,
                    // An event may be in any of them, whichever lacks the slice.
                    [.. found.SelectMany(r => r.Patterns).Intersect(patterns, StringComparer.Ordinal)],
                    found
                );
            }
        }
    }

    private IEnumerable<(TimeRange Slice, TimeRange Hole, IReadOnlyList<(Rule Rule, string Pattern)> Touched)> Slices(
        IEnumerable<Rule> rules,
        DateTimeOffset end,
        TimeSpan length
    )
    {
        var holes = new List<(Rule Rule, string Pattern, TimeRange Range)>();
        var missing = new IntervalSet();
        foreach (var rule in rules)
        {
            foreach (var pattern in rule.Patterns.Intersect(patterns, StringComparer.Ordinal))
            {
                foreach (var hole in SweepPlan.Holes(ledger.Watch(rule.RuleId, pattern, windowStart), _limit, end))
                {
                    foreach (var open in backOff.Open(pattern, hole, now))
                    {
                        holes.Add((rule, pattern, open));
                        missing.Add(open);
                    }
                }
            }
        }

        foreach (var range in missing.Ranges.Reverse())
        {
            for (var to = range.To; to > range.From; to -= length)
            {
                foreach (var slice in Cut(new TimeRange(to - length, to).Within(range)))
                {
                    var touched = holes.Where(h => !h.Range.Within(slice).IsEmpty).Select(h => (h.Rule, h.Pattern));
                    yield return (slice, range, [.. touched]);
                }
            }
        }
    }

    /// <summary>The parts of a slice that are tried each by itself, newest first.</summary>
    private IEnumerable<TimeRange> Cut(TimeRange slice)
    {
        var to = slice.To;
        foreach (var bound in backOff.BoundsIn(slice).Distinct().OrderDescending().ToList())
        {
            yield return new(bound, to);
            to = bound;
        }

        yield return new(slice.From, to);
    }
}
