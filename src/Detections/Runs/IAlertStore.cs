using Detections.Rules;

namespace Detections.Runs;

/// <summary>Where alerts, the queue, the ledger and the reports are kept.</summary>
internal interface IAlertStore
{
    /// <summary>The alert ids that exist already, as alerts, in the queue or rejected. Realtime: what was acknowledged is known.</summary>
    Task<IReadOnlySet<string>> KnownAsync(IReadOnlyCollection<Match> matches, CancellationToken cancellationToken);

    /// <summary>
    /// The full documents of the events of the first matches, as many as may be in memory at once but one at least, as the cluster has
    /// them now; what is gone is absent.
    /// </summary>
    /// <param name="fields">Of these also the values that sources do not hold.</param>
    Task<FetchedMatches> FetchAsync(
        IReadOnlyList<Match> matches,
        IReadOnlyCollection<string> fields,
        CancellationToken cancellationToken
    );

    /// <summary>Creates alerts; one result per write, in order. What this very run wrote, unheard, counts as created.</summary>
    Task<IReadOnlyList<WriteResult>> CreateAsync(
        string runId,
        IReadOnlyList<AlertWrite> alerts,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Copies the alerts to where they are to be shown too, if anywhere: those just created, and those of earlier runs that have no copy yet.
    /// What could not be copied is told in sentences, and is tried again.
    /// </summary>
    Task<IReadOnlyList<string>> CopyAlertsAsync(CancellationToken cancellationToken);

    Task<IReadOnlyDictionary<string, long>> QueueLengthsAsync(
        IReadOnlyCollection<Rule> rules,
        CancellationToken cancellationToken
    );

    /// <summary>Puts matches into the queue. Queueing one twice is the same as once.</summary>
    Task EnqueueAsync(IReadOnlyCollection<Match> matches, CancellationToken cancellationToken);

    /// <summary>The oldest matches of a rule's queue, by event time.</summary>
    Task<IReadOnlyList<Match>> QueuedAsync(Rule rule, int count, CancellationToken cancellationToken);

    Task DequeueAsync(IReadOnlyCollection<Match> matches, CancellationToken cancellationToken);

    /// <summary>Keeps what is refused for good where people find it. From then on it is known; keeping one twice is the same as once.</summary>
    Task KeepRejectedAsync(IReadOnlyCollection<RejectedAlert> alerts, CancellationToken cancellationToken);

    /// <summary>How many rejected alerts nobody has dealt with yet.</summary>
    Task<long> CountRejectedAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Settles, between all copies, by instance whose alert takes the matches of it in for as long as that: that of the candidate, unless
    /// there is an earlier one that has not run out and was not closed.
    /// </summary>
    Task<IReadOnlyDictionary<string, SuppressionClaim>> ClaimAsync(
        IReadOnlyDictionary<string, Match> candidates,
        TimeSpan duration,
        CancellationToken cancellationToken
    );

    /// <summary>The alert ids of those matches that have an alert by now, or are a number on another's. Realtime.</summary>
    Task<IReadOnlySet<string>> SettledAsync(IReadOnlyCollection<Match> matches, CancellationToken cancellationToken);

    /// <summary>Counts matches on alerts in place of alerts of their own. A match counts once, however often it is found.</summary>
    Task SuppressAsync(
        IReadOnlyCollection<(SuppressingAlert By, IReadOnlyList<Match> Matches)> suppressed,
        CancellationToken cancellationToken
    );

    /// <summary>The union of what all copies of this program have proved.</summary>
    Task<Ledger> LoadLedgerAsync(RuleGroup group, CancellationToken cancellationToken);

    /// <param name="save">Names this very save, so that it is known when the answer to it was lost.</param>
    Task SaveLedgerAsync(RuleGroup group, Ledger ledger, string save, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes, now and then, what nobody needs any more: old reports, and what rules that nobody runs have left behind. What was told of by
    /// nobody else comes back in sentences.
    /// </summary>
    /// <param name="rules">Those that run.</param>
    Task<IReadOnlyList<string>> TidyAsync(IReadOnlyCollection<Rule> rules, CancellationToken cancellationToken);

    Task ReportAsync(RunReport report, CancellationToken cancellationToken);
}
