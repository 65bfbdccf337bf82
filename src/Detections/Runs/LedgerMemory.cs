using Detections.Rules;

namespace Detections.Runs;

/// <summary>What this process knows to be searched or to be a hole. It outlives the configuration that was in force then.</summary>
internal sealed class LedgerMemory
{
    private readonly Lock _lock = new();
    private readonly Ledger _all = new();
    private IReadOnlyList<RuleGroup> _groups = [];

    /// <summary>A rule that is watched no longer is forgotten: should it come back, the time between is not a hole.</summary>
    public void KeepOnly(RuleSet rules)
    {
        lock (_lock)
        {
            _groups = rules.Groups;
            _all.KeepOnly(IsWatched);
        }
    }

    public void Remember(Ledger ledger)
    {
        lock (_lock)
        {
            _all.Merge(ledger, IsWatched);
        }
    }

    public void RecallInto(Ledger ledger, RuleGroup group)
    {
        lock (_lock)
        {
            ledger.Merge(_all, group.Watches);
        }
    }

    public void ForgetAfter(DateTimeOffset now)
    {
        lock (_lock)
        {
            _all.ForgetAfter(now);
        }
    }

    private bool IsWatched(string ruleId, string pattern) => _groups.Any(g => g.Watches(ruleId, pattern));
}
