using Detections.Rules;

namespace Detections.Runs;

/// <summary>Finds how far back the window was searched already, for all rules of a group and all that they read.</summary>
internal static class TailPlan
{
    /// <summary>The first moment that some rule lacks; the end where none lacks anything.</summary>
    public static DateTimeOffset Start(
        RuleGroup group,
        Ledger ledger,
        IReadOnlyCollection<SequenceTracker> trackers,
        IReadOnlyCollection<string> patterns,
        TimeRange covered
    )
    {
        var tracked = trackers.ToDictionary(t => t.Rule);
        return group
            .Rules.SelectMany(r =>
                r.Patterns.Intersect(patterns, StringComparer.Ordinal)
                    .SelectMany(p => Missing(r, p, ledger, tracked.GetValueOrDefault(r), covered))
            )
            .Select(hole => hole.From)
            .Append(covered.To)
            .Min();
    }

    /// <summary>An event rule lacks what the ledger does; a sequence what its own memory does, which a restart empties.</summary>
    private static IEnumerable<TimeRange> Missing(
        Rule rule,
        string pattern,
        Ledger ledger,
        SequenceTracker? tracker,
        TimeRange covered
    ) =>
        rule.IsEventRule ? ledger.Watch(rule.RuleId, pattern, covered.From).Searched.HolesIn(covered)
        : tracker is { WatchesSince: not null } ? tracker.Missing(pattern, covered)
        : [covered];
}
