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
    private readonly SharedBudget<RuleRun> _budget;
    private long _waiting;
    private Match? _bound;

    /// <param name="budget">What the matches of all rules may take together.</param>
    public RuleRun(
        Rule rule,
        int position,
        RuleReport report,
        long queueLength,
        int queueLimit,
        SharedBudget<RuleRun> budget
    )
    {
        Rule = rule;
        Position = position;
        Report = report;
        Report.QueueLength = _queuedBefore = queueLength;
        _queueLimit = queueLimit;
        _budget = budget;
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

    /// <summary>Matches that the memory of the run had no room for.</summary>
    public long LetGo { get; private set; }

    /// <summary>Keeps a match that is neither alert nor queued yet, as far as cap and queue can ever take it and memory allows.</summary>
    public void Keep(Match match)
    {
        if (_bound is not null && ByEventTime.Compare(match, _bound) >= 0)
        {
            LetGo++;
            Unsettled = true;
            return;
        }

        if (_fresh.TryAdd(match.AlertId, match))
        {
            _waiting += match.Size;
        }

        var bound = Rule.MaxSignals + QueueRoom;
        if (_fresh.Count > 2 * bound)
        {
            LetNewestGo(bound);
        }

        _budget.Hold(this, _waiting);
        while (_budget.Debtor is { } debtor)
        {
            debtor.MakeRoom();
        }
    }

    /// <summary>The kept matches, oldest event first; they are kept no longer.</summary>
    public Queue<Match> TakeFresh()
    {
        var taken = new Queue<Match>(_fresh.Values.Order(ByEventTime));
        _fresh.Clear();
        _bound = null;
        _budget.Hold(this, _waiting = 0);
        return taken;
    }

    /// <summary>Nothing newer is kept from then on, or it would be let go one by one.</summary>
    private void MakeRoom()
    {
        var kept = _fresh.Count - Math.Max(1, _fresh.Count / 4);
        LetGo += _fresh.Count - kept;
        _bound = LetNewestGo(kept);
        _budget.Hold(this, _waiting);
    }

    /// <returns>The oldest of them.</returns>
    private Match LetNewestGo(int kept)
    {
        var newest = _fresh.Values.Order(ByEventTime).Skip(kept).ToList();
        foreach (var match in newest)
        {
            _fresh.Remove(match.AlertId);
            _waiting -= match.Size;
        }

        Unsettled = true;
        return newest[0];
    }

    private int Spent => Report.Created + Report.Rejected + Uncertain;
}
