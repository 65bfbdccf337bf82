using Detections.Rules;

namespace Detections.Runs;

/// <summary>What one rule has found and spent within one run.</summary>
internal sealed class RuleRun
{
    private static readonly Comparer<Match> ByEventTime = Comparer<Match>.Create(
        (a, b) =>
        {
            var time = a.EventTime.CompareTo(b.EventTime);
            return time != 0 ? time : string.CompareOrdinal(a.AlertId, b.AlertId);
        }
    );

    private readonly Dictionary<string, Match> _fresh = new(StringComparer.Ordinal);
    private readonly long _queuedBefore;
    private readonly int _queueLimit;

    public RuleRun(Rule rule, int position, RuleReport report, long queueLength, int queueLimit)
    {
        Rule = rule;
        Position = position;
        Report = report;
        Report.QueueLength = _queuedBefore = queueLength;
        _queueLimit = queueLimit;
    }

    public Rule Rule { get; }

    /// <summary>The rule's place among all, by which the matcher knows it.</summary>
    public int Position { get; }

    public RuleReport Report { get; }

    /// <summary>What arrived before is not the rule's to find.</summary>
    public DateTimeOffset WatchedSince { get; init; }

    public bool QueueWasEmpty => _queuedBefore == 0;

    public int QueueRoom => (int)Math.Max(0, _queueLimit - Report.QueueLength);

    /// <summary>Alerts sent of which nobody told what became of them.</summary>
    public int Uncertain { get; set; }

    /// <summary>New alerts that fresh matches may cost: what the queue leaves of the cap, but at least half of it.</summary>
    public int FreshBudget => (int)Math.Max((Rule.MaxSignals + 1) / 2, Rule.MaxSignals - _queuedBefore) - Spent;

    public int QueueBudget => Rule.MaxSignals - Spent;

    /// <summary>What the rule has seen of sequences or samples; null of an event rule.</summary>
    public SequenceTracker? Tracker { get; init; }

    /// <summary>What came too late to be joined by that; null of an event rule, and where nobody looks for it.</summary>
    public LateEvents? Late { get; init; }

    /// <summary>A match of this sweep was neither written nor queued: its time must be read again.</summary>
    public bool Unsettled { get; set; }

    /// <summary>Keeps a match that is neither alert nor queued yet, as far as cap and queue can ever take it.</summary>
    public void Keep(Match match)
    {
        _fresh.TryAdd(match.AlertId, match);
        var bound = Rule.MaxSignals + QueueRoom;
        if (_fresh.Count > 2 * bound)
        {
            foreach (var newest in _fresh.Values.Order(ByEventTime).Skip(bound).ToList())
            {
                _fresh.Remove(newest.AlertId);
            }

            Unsettled = true;
        }
    }

    /// <summary>The kept matches, oldest event first; they are kept no longer.</summary>
    public Queue<Match> TakeFresh()
    {
        var taken = new Queue<Match>(_fresh.Values.Order(ByEventTime));
        _fresh.Clear();
        return taken;
    }

    private int Spent => Report.Created + Report.Rejected + Uncertain;
}
