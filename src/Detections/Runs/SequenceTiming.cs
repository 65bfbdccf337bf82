using Detections.Rules;

namespace Detections.Runs;

/// <summary>How much time a sequence or sample rule needs around an event to tell whether it ends a match.</summary>
/// <param name="Context">Before the event, so that every earlier one of its match is seen, and every one that would refute it.</param>
/// <param name="Delay">After the event: until then it is not decided.</param>
internal readonly record struct SequenceTiming(TimeSpan Context, TimeSpan Delay)
{
    public static SequenceTiming Of(Rule rule, TimeSpan grace)
    {
        var span = rule.Query.MaxSpan ?? rule.Lookback;
        return rule.Query.HasMissingEvents ? new(grace + span + span, grace + span) : new(grace + span, grace);
    }
}
