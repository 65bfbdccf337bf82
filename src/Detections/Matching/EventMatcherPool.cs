using System.Collections.Concurrent;
using Detections.Rules;

namespace Detections.Matching;

/// <summary>
/// What judges events for all groups of rules. As many are made as are in use at once, and each keeps what it has learned of the events for
/// the next time.
/// </summary>
internal sealed class EventMatcherPool(RuleMatcher rules)
{
    /// <summary>What is seldom needed is not worth its memory.</summary>
    private const int MostIdle = 2;

    private readonly ConcurrentBag<EventMatcher> _idle = [];
    private readonly Dictionary<string, int> _positions = rules
        .Rules.Select((rule, position) => (rule.RuleId, position))
        .ToDictionary(r => r.RuleId, r => r.position, StringComparer.Ordinal);

    public RuleMatcher Rules => rules;

    /// <summary>By which a matcher knows a rule.</summary>
    public int PositionOf(Rule rule) => _positions[rule.RuleId];

    public EventMatcher Take() => _idle.TryTake(out var matcher) ? matcher : new(rules);

    public void Return(EventMatcher matcher)
    {
        if (_idle.Count < MostIdle)
        {
            _idle.Add(matcher);
        }
    }
}
