using Detections.Alerts;

namespace Detections.Runs;

/// <summary>Finds, for the matches of rules with `alert_suppression`, which become alerts and which a number on one.</summary>
internal sealed class AlertSuppressor(IAlertStore store, string space, TimeProvider clock)
{
    /// <summary>The alerts of this run by instance, whatever the duration.</summary>
    private readonly Dictionary<string, SuppressingAlert> _ofThisRun = new(StringComparer.Ordinal);

    /// <summary>The matches that need an alert, oldest first, each with those that it would suppress; and those that an alert there is takes in.</summary>
    public async Task<SuppressionPlan> PlanAsync(
        IReadOnlyList<(Match Match, AlertDraft Draft)> alerts,
        CancellationToken cancellationToken
    )
    {
        var plan = new SuppressionPlan();
        var grouped = new List<(Match Match, AlertDraft Draft, Suppression Group)>();
        foreach (var (match, draft) in alerts)
        {
            if (Suppression.Of(draft, space) is { } group)
            {
                grouped.Add((match, draft, group));
            }
            else
            {
                plan.Alerts.Add((match, draft));
            }
        }

        var there = await ThereAsync(grouped, cancellationToken);
        foreach (var group in grouped.GroupBy(g => g.Group.InstanceId, StringComparer.Ordinal))
        {
            var oldestFirst = group.OrderBy(g => g.Match.EventTime).ToList();
            var firsts = oldestFirst.Take(1);
            if (there.TryGetValue(group.Key, out var alert))
            {
                firsts = [];
            }
            else
            {
                var (match, draft, suppression) = oldestFirst[0];
                alert = new(match.AlertIndex, match.AlertId);
                plan.Alerts.Add((match, draft with { Suppression = suppression with { Time = match.EventTime } }));
                plan.New[match] = (group.Key, alert);
            }

            var rest = oldestFirst.Except(firsts).Select(g => g.Match).ToList();
            if (rest.Count > 0)
            {
                plan.Suppressed.Add((alert, rest));
            }
        }

        return plan;
    }

    /// <summary>The alert is in the index: what is like it goes onto it from now on.</summary>
    public void HasWritten(SuppressionPlan plan, Match match)
    {
        if (plan.New.TryGetValue(match, out var added))
        {
            _ofThisRun[added.InstanceId] = added.Alert;
        }
    }

    private async Task<Dictionary<string, SuppressingAlert>> ThereAsync(
        IReadOnlyList<(Match Match, AlertDraft Draft, Suppression Group)> grouped,
        CancellationToken cancellationToken
    )
    {
        var there = new Dictionary<string, SuppressingAlert>(StringComparer.Ordinal);
        if (grouped.Count == 0)
        {
            return there;
        }

        var ids = grouped.Select(g => g.Group.InstanceId).ToHashSet(StringComparer.Ordinal);
        if (grouped[0].Match.Rule.AlertSuppression!.Duration is { } duration)
        {
            var found = await store.SuppressingAsync(ids, clock.GetUtcNow() - duration, cancellationToken);
            foreach (var (id, alert) in found)
            {
                there[id] = alert;
            }
        }

        foreach (var id in ids.Where(_ofThisRun.ContainsKey))
        {
            there[id] = _ofThisRun[id];
        }

        return there;
    }
}
