using Detections.Rules;
using Detections.Settings;

namespace Detections.Runs;

/// <summary>
/// Looks now and then through what has left the look-back, by arrival: there are the events that rules which go by `@timestamp` could not
/// see in time, and those that could be found later than they say they arrived. Sequences are joined from what arrives in time.
/// </summary>
internal static class LatePlan
{
    public static IEnumerable<Sweep> Create(
        RuleGroup group,
        Ledger ledger,
        IReadOnlyCollection<string> patterns,
        DateTimeOffset now,
        DateTimeOffset windowStart,
        SweepSettings settings
    )
    {
        var rules = group.Rules.Where(r => r.IsEventRule).ToList();
        if (settings.LateSweep == TimeSpan.Zero || rules.Count == 0)
        {
            yield break;
        }

        var limit = Seconds.Floor(now - settings.CatchUp);
        var due = new List<(string Pattern, DateTimeOffset From)>();
        foreach (var pattern in rules.SelectMany(r => r.Patterns).Intersect(patterns, StringComparer.Ordinal))
        {
            if (!ledger.LateSwept.TryGetValue((group.Name, pattern), out var until))
            {
                ledger.HasSweptLate(group.Name, pattern, until = windowStart);
            }

            due.Add((pattern, until > limit ? until : limit));
        }

        foreach (var together in due.Where(d => windowStart - d.From >= settings.LateSweep).GroupBy(d => d.From))
        {
            for (var from = together.Key; from < windowStart; from += settings.LateSweep)
            {
                var range = new TimeRange(from, from + settings.LateSweep).Within(new(from, windowStart));
                yield return new(SweepPurpose.Late, range, range, [.. together.Select(d => d.Pattern)], rules)
                {
                    ByArrival = true,
                };
            }
        }
    }
}
