using Detections.Rules;
using Detections.Settings;

namespace Detections.Runs;

/// <summary>How much time a sequence or sample rule needs around an event to tell whether it ends a match.</summary>
/// <param name="Context">Before the event, so that every earlier one of its match is seen, and every one that would refute it.</param>
/// <param name="Delay">After the event: until then it is not decided.</param>
internal readonly record struct SequenceTiming(TimeSpan Context, TimeSpan Delay)
{
    /// <summary>How far behind now a run can promise that it has searched for the rule.</summary>
    public static TimeSpan PromisedAfter(Rule rule, SweepSettings settings)
    {
        var delay = rule.IsEventRule ? TimeSpan.Zero : Of(rule, settings.Grace).Delay;
        return delay > settings.Margin ? delay : settings.Margin;
    }

    /// <summary>How much is read at once, so that it is not mostly what is around it.</summary>
    public TimeSpan Slice(TimeSpan shortest)
    {
        var length = shortest;
        while (length < Context)
        {
            length *= 4;
        }

        return length;
    }

    public static SequenceTiming Of(Rule rule, TimeSpan grace)
    {
        var span = rule.Query.MaxSpan ?? rule.Lookback;
        return rule.Query.HasMissingEvents ? new(grace + span + span, grace + span) : new(grace + span, grace);
    }
}
