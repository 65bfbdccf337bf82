using Detections.Rules;
using Detections.Runs;

namespace Detections.Elasticsearch;

/// <summary>Alerts in monthly indices; beside them the queue, the ledger and the records of runs.</summary>
internal sealed class ElasticsearchAlertStore(
    IndexInstaller installer,
    AlertsIndex alerts,
    MatchedEvents events,
    StateIndex state,
    MatchQueue queue,
    RejectedAlerts rejected,
    SuppressionClaims claims,
    SuppressedMatches suppressions,
    LedgerStore ledgers,
    RunsIndex runs,
    ExternalAlerts external
) : IAlertStore
{
    public Task<IReadOnlySet<string>> KnownAsync(
        IReadOnlyCollection<Match> matches,
        CancellationToken cancellationToken
    ) => alerts.KnownAsync(matches, cancellationToken);

    public Task<FetchedMatches> FetchAsync(
        IReadOnlyList<Match> matches,
        IReadOnlyCollection<string> fields,
        CancellationToken cancellationToken
    ) => events.FetchAsync(matches, fields, cancellationToken);

    public async Task<IReadOnlyList<WriteResult>> CreateAsync(
        string runId,
        IReadOnlyList<AlertWrite> writes,
        CancellationToken cancellationToken
    )
    {
        await external.AnnounceAsync(writes, cancellationToken);
        var results = await alerts.CreateAsync(runId, writes, cancellationToken);
        external.Add(writes.Where((_, i) => results[i].Status == WriteStatus.Created));
        return results;
    }

    public Task<IReadOnlyList<string>> CopyAlertsAsync(CancellationToken cancellationToken) =>
        external.CopyAsync(cancellationToken);

    public Task<IReadOnlyDictionary<string, long>> QueueLengthsAsync(
        IReadOnlyCollection<Rule> rules,
        CancellationToken cancellationToken
    ) => queue.LengthsAsync(rules, cancellationToken);

    public Task EnqueueAsync(IReadOnlyCollection<Match> matches, CancellationToken cancellationToken) =>
        queue.AddAsync(matches, cancellationToken);

    public Task<IReadOnlyList<Match>> QueuedAsync(Rule rule, int count, CancellationToken cancellationToken) =>
        queue.OldestAsync(rule, count, cancellationToken);

    public Task DequeueAsync(IReadOnlyCollection<Match> matches, CancellationToken cancellationToken) =>
        queue.RemoveAsync(matches, cancellationToken);

    public Task KeepRejectedAsync(IReadOnlyCollection<RejectedAlert> alerts, CancellationToken cancellationToken) =>
        rejected.AddAsync(alerts, cancellationToken);

    public Task<long> CountRejectedAsync(CancellationToken cancellationToken) =>
        rejected.CountAsync(ruleId: null, cancellationToken);

    public Task<IReadOnlyDictionary<string, SuppressionClaim>> ClaimAsync(
        IReadOnlyDictionary<string, Match> candidates,
        TimeSpan duration,
        CancellationToken cancellationToken
    ) => claims.ClaimAsync(candidates, duration, cancellationToken);

    public Task<IReadOnlySet<string>> SettledAsync(
        IReadOnlyCollection<Match> matches,
        CancellationToken cancellationToken
    ) => suppressions.SettledAsync(matches, cancellationToken);

    public Task SuppressAsync(
        IReadOnlyCollection<(SuppressingAlert By, IReadOnlyList<Match> Matches)> suppressed,
        CancellationToken cancellationToken
    ) => suppressions.AddAsync(suppressed, cancellationToken);

    /// <summary>Every run begins here, so it is also where indices are looked at anew.</summary>
    public async Task<Ledger> LoadLedgerAsync(RuleGroup group, CancellationToken cancellationToken)
    {
        installer.Forget();
        await state.EnsureAsync(cancellationToken);
        return await ledgers.LoadAsync(group, cancellationToken);
    }

    public Task SaveLedgerAsync(RuleGroup group, Ledger ledger, string save, CancellationToken cancellationToken) =>
        ledgers.SaveAsync(group, ledger, save, cancellationToken);

    public async Task<IReadOnlyList<string>> TidyAsync(
        IReadOnlyCollection<Rule> rules,
        CancellationToken cancellationToken
    )
    {
        await ledgers.DeleteStaleAsync(cancellationToken);
        await runs.TrimAsync(cancellationToken);
        await claims.TrimAsync(cancellationToken);
        await suppressions.TrimAsync(rules, cancellationToken);
        return await queue.TrimAsync(rules, cancellationToken) is > 0 and var count
            ? [$"{count} matches of rules that run no longer have waited for Runs:Retention and were let go"]
            : [];
    }

    public Task ReportAsync(RunReport report, CancellationToken cancellationToken) =>
        runs.AddAsync(report, cancellationToken);
}
