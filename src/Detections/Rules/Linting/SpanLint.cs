using Detections.Settings;

namespace Detections.Rules.Linting;

/// <summary>A sequence that may last longer than the look-back has room for.</summary>
internal static class SpanLint
{
    public static IEnumerable<Finding> Of(LintedRule linted)
    {
        var rule = linted.Rule;
        if (rule.Query.MaxSpan is not { } span || rule.Lookback >= span + rule.Interval)
        {
            yield break;
        }

        yield return linted.At(
            "from",
            FindingCode.ShortForSpan,
            FindingSeverity.Note,
            $"looks back {Duration.Text(rule.Lookback)}, less than maxspan and interval together ({Duration.Text(span + rule.Interval)}). Here nothing is lost, because the events of unfinished sequences are kept between runs; Kibana would lose those that straddle two runs."
        );
    }
}
