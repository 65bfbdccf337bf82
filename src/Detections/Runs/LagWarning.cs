using Detections.Rules;
using Detections.Settings;

namespace Detections.Runs;

/// <summary>Rules that go by when events happened do not see what arrives later than they look back, until the late sweep.</summary>
internal static class LagWarning
{
    public static void Add(RunReport report, RuleGroup group, SweepSettings settings)
    {
        var lookBack = group.Lookback - group.Interval;
        foreach (var lag in report.SourceLags.Where(l => l.Exceeds(lookBack)))
        {
            var rules = group.Rules.Count(r => r.Patterns.Contains(lag.Pattern) && !ArrivalField.Of(r).IsStamped);
            if (rules > 0)
            {
                report.Warnings.Add(
                    $"Events of {lag.Pattern} take longer to arrive than the {Duration.Text(lookBack)} that runs look back beyond their interval: {rules} rules that go by @timestamp {(settings.LateSweep > TimeSpan.Zero ? "see them only in the late sweep" : "do not see them")}. Set their timestamp_override to event.ingested, or look further back with from"
                );
            }
        }
    }
}
