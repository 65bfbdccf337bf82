using Detections.Alerts;
using Detections.Settings;

namespace Detections.Runs;

/// <summary>Turns matches into alerts: the oldest first, as many as the cap allows, the rest into the queue.</summary>
internal sealed class AlertWriter(IAlertStore store, AlertSettings settings, TimeProvider clock, RunReport report)
{
    /// <summary>Forms of one document tried before only what identifies it is written.</summary>
    private const int Reductions = 8;

    private const string EventGone = "it could no longer be read when the alert was written";

    private readonly AlertBuilder _builder = new(settings);

    /// <summary>The matches whose alerts are settled and not in the index.</summary>
    private readonly HashSet<Match> _rejected = [];
    private readonly AlertSuppressor _suppressor = new(store, settings.Space);

    public async Task WriteFreshAsync(RuleRun run, CancellationToken cancellationToken)
    {
        var fresh = run.TakeFresh();
        while (run.FreshBudget > 0 && fresh.Count > 0)
        {
            var (batch, documents) = await store.FetchAsync(
                [.. fresh.Take(run.FreshBudget)],
                fields: [],
                cancellationToken
            );
            Take(fresh, batch.Count);
            var written = await CreateAsync(run, batch, documents, cancellationToken);
            if (written.Count < batch.Count)
            {
                run.Unsettled = true;
                break;
            }
        }

        await QueueAsync(run, fresh, cancellationToken);
    }

    /// <summary>Spends what is left of the cap on the queue, each match judged again by the rule as it is now.</summary>
    public async Task DrainAsync(RuleRun run, SweepJudge judge, CancellationToken cancellationToken)
    {
        while (run.QueueBudget > 0 && run.Report.QueueLength > 0)
        {
            var queued = await store.QueuedAsync(run.Rule, run.QueueBudget, cancellationToken);
            if (queued.Count == 0)
            {
                break;
            }

            var (batch, documents) = await store.FetchAsync(queued, judge.Fields, cancellationToken);
            var withdrawn = batch.Where(m => judge.IsNoMatch(m, documents, run.Position)).ToList();
            var created = run.Report.Created;
            var written = await CreateAsync(run, [.. batch.Except(withdrawn)], documents, cancellationToken);
            run.Report.FromQueue += run.Report.Created - created;
            run.Report.Withdrawn += withdrawn.Count;

            await store.DequeueAsync([.. written, .. withdrawn], cancellationToken);
            run.Report.QueueLength -= written.Count + withdrawn.Count;
            if (written.Count + withdrawn.Count < batch.Count)
            {
                break;
            }
        }
    }

    private async Task QueueAsync(RuleRun run, Queue<Match> rest, CancellationToken cancellationToken)
    {
        var queued = Take(rest, run.QueueRoom);
        run.Unsettled |= rest.Count > 0;
        if (queued.Count == 0)
        {
            return;
        }

        await store.EnqueueAsync(queued, cancellationToken);
        run.Report.QueueLength += queued.Count;
        var isFirst = run.QueueWasEmpty && run.Report.Queued == 0;
        run.Report.Queued += queued.Count;
        if (isFirst)
        {
            await NotifyAsync(run, queued[0], cancellationToken);
        }
    }

    private async Task NotifyAsync(RuleRun run, Match first, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var document = OverflowNotice.Build(
            run.Rule,
            run.Report.Created,
            (int)run.Report.QueueLength,
            now,
            report.RunId
        );
        var index = AlertIndex.Name(settings.Namespace, now);
        var write = new AlertWrite(index, $"overflow-{first.AlertId}", document, IsNotice: true);
        try
        {
            var result = (await store.CreateAsync(report.RunId, [write], cancellationToken))[0];
            if (result.Status is WriteStatus.Created or WriteStatus.Exists)
            {
                return;
            }

            Warn(result.Reason);
        }
        catch (ClusterException e)
        {
            Warn(e.Message);
        }

        void Warn(string reason) =>
            report.Warnings.Add($"The overflow notice of rule \"{run.Rule.Name}\" could not be written: {reason}");
    }

    /// <summary>The matches that have their alert now, whoever wrote it, or can never have one. What an alert is built of is written before it.</summary>
    private async Task<List<Match>> CreateAsync(
        RuleRun run,
        IReadOnlyList<Match> matches,
        IReadOnlyDictionary<EventReference, EventDocument> documents,
        CancellationToken cancellationToken
    )
    {
        // Since it was found, another copy may have written or suppressed it, and a claim for what is settled would count others on it.
        var settled = await SettledAsync(run, matches, cancellationToken);
        matches = [.. matches.Except(settled)];
        var plan = await _suppressor.PlanAsync([.. matches.Select(m => (m, Draft(m, documents)))], cancellationToken);
        documents = await AddOthersAsync(plan, documents, cancellationToken);
        var written = await CreateAsync(run, plan.Alerts, documents, cancellationToken);
        var there = written.FindAll(m => !_rejected.Contains(m));
        there.ForEach(m => _suppressor.HasWritten(plan, m));
        var isThere = there.Select(m => m.AlertId).ToHashSet(StringComparer.Ordinal);
        var suppressed = plan
            .Suppressed.Where(s => isThere.Contains(s.By.Id) || plan.New.Values.All(n => n.Claim.Alert != s.By))
            .ToList();
        if (suppressed.Count > 0)
        {
            await store.SuppressAsync(suppressed, cancellationToken);
            written.AddRange(suppressed.SelectMany(s => s.Matches));
            run.Report.Suppressed += suppressed.Sum(s => s.Matches.Count);
        }

        return [.. settled, .. written.Except(plan.Others.Select(o => o.Match))];
    }

    private async Task<List<Match>> SettledAsync(
        RuleRun run,
        IReadOnlyList<Match> matches,
        CancellationToken cancellationToken
    )
    {
        if (run.Rule.AlertSuppression is null || matches.Count == 0)
        {
            return [];
        }

        var ids = await store.SettledAsync(matches, cancellationToken);
        var settled = matches.Where(m => ids.Contains(m.AlertId)).ToList();
        run.Report.Duplicate += settled.Count;
        return settled;
    }

    /// <summary>What another copy has claimed to write and has not: it may be slow, or dead. As many as there is room for.</summary>
    /// <returns>The documents with theirs.</returns>
    private async Task<IReadOnlyDictionary<EventReference, EventDocument>> AddOthersAsync(
        SuppressionPlan plan,
        IReadOnlyDictionary<EventReference, EventDocument> documents,
        CancellationToken cancellationToken
    )
    {
        if (plan.Others.Count == 0)
        {
            return documents;
        }

        var others = plan.Others.ToDictionary(o => o.Match, o => o.Suppression);
        var (batch, more) = await store.FetchAsync([.. others.Keys], fields: [], cancellationToken);
        plan.Alerts.AddRange(batch.Select(m => (m, Draft(m, more) with { Suppression = others[m] })));
        return documents.Concat(more.Where(d => !documents.ContainsKey(d.Key))).ToDictionary(d => d.Key, d => d.Value);
    }

    private async Task<List<Match>> CreateAsync(
        RuleRun run,
        IReadOnlyList<(Match Match, AlertDraft Draft)> alerts,
        IReadOnlyDictionary<EventReference, EventDocument> documents,
        CancellationToken cancellationToken
    )
    {
        var blocks = alerts.SelectMany(a => a.Draft.Blocks.Select(b => Pend(a.Match, b, documents))).ToList();
        var unbuilt = new HashSet<Match>();
        if (blocks.Count > 0)
        {
            var lacking = blocks.Except(await SendAllAsync(run, blocks, onWritten: null, cancellationToken));
            unbuilt = lacking.Select(b => b.Match).ToHashSet();
        }

        var written = await SendAllAsync(
            run,
            [.. alerts.Where(a => !unbuilt.Contains(a.Match)).Select(a => Pend(a.Match, a.Draft, documents))],
            (alert, isNew) => Count(run, alert, isNew),
            cancellationToken
        );
        return [.. written.Select(a => a.Match)];
    }

    /// <summary>
    /// Those that are settled, in the form they were given: they are in the index now, or never can be. What is refused is tried in lesser
    /// forms.
    /// </summary>
    private async Task<List<PendingAlert>> SendAllAsync(
        RuleRun run,
        IReadOnlyList<PendingAlert> alerts,
        Action<PendingAlert, bool>? onWritten,
        CancellationToken cancellationToken
    )
    {
        var written = new List<PendingAlert>();
        var refused = new List<(PendingAlert Given, RejectedAlert Alert)>();
        var pending = alerts.Select(a => (Given: a, Form: a)).ToList();
        for (var attempt = 0; pending.Count > 0; attempt++)
        {
            var results = await SendAsync(run, [.. pending.Select(p => p.Form)], cancellationToken);
            var rejected = new List<(PendingAlert, PendingAlert)>();
            for (var i = 0; i < pending.Count; i++)
            {
                var (given, form) = pending[i];
                switch (results[i].Status)
                {
                    case WriteStatus.Created or WriteStatus.Exists:
                        written.Add(given);
                        onWritten?.Invoke(form, results[i].Status == WriteStatus.Created);
                        break;
                    case WriteStatus.Rejected when !form.IsMinimal:
                        rejected.Add((given, form.Reduce(_builder, results[i].Reason, isLast: attempt >= Reductions)));
                        break;
                    case WriteStatus.Rejected:
                        refused.Add((given, new(form.Match, form.Draft.AlertId, form.Document, results[i].Reason)));
                        break;
                    default:
                        run.Report.Failed++;
                        report.Fail(
                            FailureKind.Unwritten,
                            $"Alert {form.Draft.AlertId} of rule \"{run.Rule.Name}\" could not be written: {results[i].Reason}"
                        );
                        break;
                }
            }

            pending = rejected;
        }

        if (refused.Count > 0)
        {
            await KeepAsync(run, [.. refused.Select(r => r.Alert)], cancellationToken);
            written.AddRange(refused.Select(r => r.Given));
        }

        return written;
    }

    /// <summary>What can never be written must neither be tried for ever nor be lost.</summary>
    private async Task KeepAsync(
        RuleRun run,
        IReadOnlyCollection<RejectedAlert> refused,
        CancellationToken cancellationToken
    )
    {
        await store.KeepRejectedAsync(refused, cancellationToken);
        run.Report.Rejected += refused.Count;
        _rejected.UnionWith(refused.Select(r => r.Match));
        var first = refused.First();
        report.Fail(
            FailureKind.Unwritten,
            $"The cluster refuses {refused.Count} alerts of rule \"{run.Rule.Name}\" in every form, so they are kept as text, which `detections rejected` shows. It said of {first.AlertId}: {first.Reason}"
        );
    }

    private async Task<IReadOnlyList<WriteResult>> SendAsync(
        RuleRun run,
        IReadOnlyList<PendingAlert> alerts,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await store.CreateAsync(report.RunId, [.. alerts.Select(a => a.Write)], cancellationToken);
        }
        catch (ClusterException)
        {
            // They may be there or not. The next run will know; for this one's cap they are.
            run.Uncertain += alerts.Select(a => a.Match).Distinct().Count();
            throw;
        }
    }

    private AlertDraft Draft(Match match, IReadOnlyDictionary<EventReference, EventDocument> documents) =>
        match.Rule.IsEventRule
            ? new(
                match.Rule,
                match.Events[0].Index,
                match.Events[0].Id,
                SourceOf(match.Events[0], documents),
                match.AlertId,
                clock.GetUtcNow(),
                report.RunId
            )
            {
                Lateness = match.Lateness,
            }
            : SequenceDraft.Create(
                match.Rule,
                [.. match.Events.Select(e => (e.Index, e.Id))],
                i => SourceOf(match.Events[i], documents),
                match.AlertId,
                clock.GetUtcNow(),
                report.RunId
            ) with
            {
                Lateness = match.Lateness,
            };

    private static ReadOnlyMemory<byte> SourceOf(
        EventReference reference,
        IReadOnlyDictionary<EventReference, EventDocument> documents
    ) => documents.TryGetValue(reference, out var document) ? document.Source : "{}"u8.ToArray();

    private PendingAlert Pend(
        Match match,
        AlertDraft draft,
        IReadOnlyDictionary<EventReference, EventDocument> documents
    ) =>
        draft.Blocks.Count > 0 ? PendingAlert.Whole(match, draft, _builder)
        : !documents.TryGetValue(new(draft.Index, draft.EventId), out var document)
            ? PendingAlert.Minimal(match, draft, _builder, EventGone)
        : document.Problem is { } problem ? PendingAlert.Minimal(match, draft, _builder, $"it {problem}")
        : PendingAlert.Whole(match, draft, _builder);

    private void Count(RuleRun run, PendingAlert alert, bool isNew)
    {
        if (!isNew)
        {
            run.Report.Duplicate++;
            return;
        }

        run.Report.Created++;
        run.Report.Late += alert.Match.Lateness == Lateness.None ? 0 : 1;
        if (alert.IsReduced)
        {
            run.Report.Reduced++;
        }

        report.TimesToDetect.Add(clock.GetUtcNow() - alert.Match.EventTime);
    }

    private static List<Match> Take(Queue<Match> queue, int count)
    {
        var taken = new List<Match>();
        while (taken.Count < count && queue.TryDequeue(out var match))
        {
            taken.Add(match);
        }

        return taken;
    }
}
