using Detections.Rules;

namespace Detections.Runs;

/// <summary>What this process knows to be searched or to be a hole. It outlives the configuration that was in force then.</summary>
internal sealed class LedgerMemory
{
    private readonly Lock _lock = new();
    private readonly Ledger _all = new();
    private HashSet<string> _ruleIds = new(StringComparer.Ordinal);

    /// <summary>A rule that is watched no longer is forgotten: should it come back, the time between is not a hole.</summary>
    public void KeepOnly(RuleSet rules)
    {
        lock (_lock)
        {
            _ruleIds = rules.Groups.SelectMany(g => g.Rules).Select(r => r.RuleId).ToHashSet(StringComparer.Ordinal);
            _all.KeepOnly(_ruleIds.Contains);
        }
    }

    public void Remember(Ledger ledger)
    {
        lock (_lock)
        {
            _all.Merge(ledger, _ruleIds.Contains);
        }
    }

    public void RecallInto(Ledger ledger, RuleGroup group)
    {
        lock (_lock)
        {
            ledger.Merge(_all, ruleId => group.Rules.Any(r => r.RuleId == ruleId));
        }
    }
}
