using Detections.Rules;
using Detections.Settings;

namespace Detections.Runs;

/// <summary>Says in the report of a run what of the watched time is not searched, and what never will be.</summary>
internal static class CoverageReport
{
    private const int TimesTold = 100;

    /// <summary>What is not decided yet is not lacking.</summary>
    public static void Tell(RunReport report, Ledger ledger, RuleGroup group, SweepSettings settings)
    {
        var limit = report.Started - settings.CatchUp;
        var delays = group.Rules.ToDictionary(
            r => r.RuleId,
            r => SequenceTiming.PromisedAfter(r, settings),
            StringComparer.Ordinal
        );
        var holes = ledger
            .Entries.SelectMany(e =>
                SweepPlan
                    .Holes(
                        e.Coverage,
                        limit,
                        Seconds.Floor(report.Started - delays.GetValueOrDefault(e.Key.RuleId, settings.Margin))
                    )
                    .Select(h => (e.Key, Range: h))
            )
            .ToList();
        // For the rule and pattern that lack most.
        report.Uncovered = holes
            .GroupBy(h => h.Key, h => h.Range)
            .Select(h => h.Aggregate(TimeSpan.Zero, (s, r) => s + r.Length))
            .DefaultIfEmpty()
            .Max();
        report.Unsearched =
        [
            .. holes
                .GroupBy(h => (h.Key.Pattern, h.Range))
                .Select(h => new UnsearchedTime(h.Key.Pattern, h.Key.Range, h.Count()))
                .OrderByDescending(u => u.Range.To)
                .ThenBy(u => u.Pattern, StringComparer.Ordinal)
                .Take(TimesTold),
        ];
    }

    /// <summary>Time that the catch-up no longer reaches is lost, which must not happen in silence.</summary>
    public static void GiveUpBefore(DateTimeOffset limit, Ledger ledger, RunReport report)
    {
        var lost = ledger.CloseBefore(limit).GroupBy(l => (l.Pattern, l.Lost), l => l.RuleId).ToList();
        report.GivenUp =
        [
            .. lost.Select(l => new UnsearchedTime(l.Key.Pattern, l.Key.Lost, l.Count())).Take(TimesTold),
        ];
        foreach (var ((pattern, time), rules) in lost.Select(l => (l.Key, l.ToList())).Take(TimesTold))
        {
            report.Lost = time.Length > report.Lost ? time.Length : report.Lost;
            report.Warnings.Add(
                $"{pattern} was never searched for rule {rules[0]}{(rules.Count > 1 ? $" and {rules.Count - 1} others" : "")} from {time.From:u} to {time.To:u}, which is now older than Sweep:CatchUp and given up"
            );
        }
    }
}
