using Detections.Elasticsearch;
using Detections.Rules;
using Detections.Runs;
using Detections.Settings;

namespace Detections.Diagnosis;

/// <summary>Up to when the rules of a group have proven searched what they read, by the ledger.</summary>
internal sealed class CoverageCheck(LedgerStore ledgers, ClusterTime time, AppSettings settings, RuleGroup group)
{
    private const string Id = "coverage";

    private readonly string _subject = $"rules of {group.Name}";

    public async Task<IReadOnlyList<CheckResult>> LookAsync(CancellationToken cancellationToken)
    {
        var now = await time.NowAsync(cancellationToken);
        var coverage = (await ledgers.PeekAsync(group, cancellationToken)).Entries.ToDictionary(
            e => e.Key,
            e => e.Coverage
        );
        if (coverage.Count == 0)
        {
            return [CheckResult.Green(Id, _subject, "no run has been yet")];
        }

        var results = new List<CheckResult>();
        var searched = new List<DateTimeOffset>();
        List<Rule> unwatched = [.. group.Rules.Where(r => r.Patterns.Any(p => !coverage.ContainsKey((r.RuleId, p))))];
        if (unwatched.Count > 0)
        {
            results.Add(Stale(_subject, $"no run has searched yet for {Words.List(unwatched)}, though runs have been"));
        }

        foreach (var rule in group.Rules.Except(unwatched))
        {
            foreach (var pattern in rule.Patterns)
            {
                var watched = coverage[(rule.RuleId, pattern)];
                var subject = $"{rule.Name} on {pattern}";
                var patience = (2 * group.Interval) + SequenceTiming.PromisedAfter(rule, settings.Sweep);
                if (watched.Searched.Ranges is not [.., var last])
                {
                    if (now - watched.WatchedSince > patience)
                    {
                        results.Add(Stale(subject, $"nothing searched since {Words.Of(watched.WatchedSince)}"));
                    }

                    continue;
                }

                searched.Add(last.To);
                if (now - last.To > patience)
                {
                    results.Add(Stale(subject, $"searched up to {Words.Of(last.To)}, {Words.Of(now - last.To)} ago"));
                }
                else if (Missing(watched, now - settings.Sweep.CatchUp, last.To) is { Ticks: > 0 } missing)
                {
                    results.Add(
                        CheckResult.Amber(
                            Id,
                            subject,
                            $"{Words.Of(missing)} before {Words.Of(last.To)} are still to be searched",
                            "Runs catch up by themselves; if this stays, see what they report in detections-runs-*"
                        )
                    );
                }
            }
        }

        return results.Count > 0
            ? results
            :
            [
                CheckResult.Green(
                    Id,
                    _subject,
                    $"{Words.Count(group.Rules.Count, "rule has", "rules have")} searched without a hole{(searched.Count > 0 ? $" up to {Words.Of(searched.Min())}" : "")}"
                ),
            ];
    }

    private static CheckResult Stale(string subject, string found) =>
        CheckResult.Amber(
            Id,
            subject,
            found,
            "Check that a copy of this program runs, and what its runs report in detections-runs-*"
        );

    private static TimeSpan Missing(Coverage coverage, DateTimeOffset limit, DateTimeOffset end) =>
        SweepPlan.Holes(coverage, limit, end).Aggregate(TimeSpan.Zero, (sum, hole) => sum + hole.Length);
}
