using Detections.Rules;
using Detections.Runs;
using Detections.Settings;

namespace Detections.Commands.Listing;

/// <summary>A time that a rule has not searched of one index pattern, and why it is told.</summary>
internal sealed record UnwatchedTime(Rule Rule, string Pattern, DateTimeOffset From, DateTimeOffset To, string Reason)
{
    public static IEnumerable<UnwatchedTime> In(
        RuleGroup group,
        Ledger ledger,
        DateTimeOffset now,
        SweepSettings settings
    )
    {
        var coverage = ledger.Entries.ToDictionary(e => e.Key, e => e.Coverage);
        foreach (var rule in group.Rules)
        {
            // Of what is newer, the next run is still to come.
            var due = now - SequenceTiming.PromisedAfter(rule, settings) - group.Interval;
            foreach (var pattern in rule.Patterns)
            {
                if (!coverage.TryGetValue((rule.RuleId, pattern), out var watched))
                {
                    yield return new(rule, pattern, now - group.Lookback, now, "no run has searched for the rule yet");
                    continue;
                }

                foreach (var hole in SweepPlan.Holes(watched, now - settings.CatchUp, due))
                {
                    yield return new(
                        rule,
                        pattern,
                        hole.From,
                        hole.To,
                        "was not searched yet; runs catch up by themselves"
                    );
                }
            }
        }
    }
}
