using Detections.Rules;
using Detections.Settings;

namespace Detections.Runs;

/// <summary>
/// Looks now and then through what has left the look-back, by arrival: there are the events that rules which go by `@timestamp` could not
/// see in time, and those that could be found later than they say they arrived. What is a part of sequences and came too late to be joined by
/// regular runs is joined then.
/// </summary>
internal static class LatePlan
{
    /// <param name="skipped">Takes a sentence for each time that is too long ago to be looked through.</param>
    public static IEnumerable<Sweep> Create(
        RuleGroup group,
        Ledger ledger,
        IReadOnlyCollection<string> patterns,
        DateTimeOffset windowStart,
        SweepSettings settings,
        ICollection<string> skipped
    )
    {
        if (settings.LateSweep == TimeSpan.Zero)
        {
            yield break;
        }

        var period = settings.LateSweep;
        var limit = Seconds.Floor(windowStart - settings.CatchUp - period);
        var due = new List<(string Pattern, DateTimeOffset From)>();
        foreach (var pattern in group.Patterns.Intersect(patterns, StringComparer.Ordinal))
        {
            if (!ledger.LateSwept.TryGetValue((group.Name, pattern), out var until))
            {
                ledger.HasSweptLate(group.Name, pattern, until = windowStart);
            }

            if (until < limit)
            {
                if (until > DateTimeOffset.MinValue)
                {
                    skipped.Add(
                        $"{pattern} was not looked through for what came late from {until:u} to {limit:u}, which is now older than Sweep:CatchUp"
                    );
                }

                ledger.HasSweptLate(group.Name, pattern, until = limit);
            }

            due.Add((pattern, until));
        }

        foreach (var together in due.GroupBy(d => d.From))
        {
            // On the beat of the clock, so that groups which look through the same can share it.
            var from = together.Key;
            for (var to = After(from, period); to <= windowStart; (from, to) = (to, to + period))
            {
                var range = new TimeRange(from, to);
                yield return new(SweepPurpose.Late, range, range, [.. together.Select(d => d.Pattern)], group.Rules)
                {
                    By = ArrivalField.Any,
                };
            }
        }
    }

    private static DateTimeOffset After(DateTimeOffset time, TimeSpan period) =>
        time.AddTicks(period.Ticks - (time.UtcTicks % period.Ticks));
}
