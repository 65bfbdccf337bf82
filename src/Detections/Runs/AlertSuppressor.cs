using Detections.Alerts;

namespace Detections.Runs;

/// <summary>Finds, for the matches of rules with `alert_suppression`, which become alerts and which a number on one.</summary>
internal sealed class AlertSuppressor(IAlertStore store, string space)
{
    /// <summary>By instance the alerts of this run that take others of it in.</summary>
    private readonly Dictionary<string, SuppressionClaim> _ofThisRun = new(StringComparer.Ordinal);

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

        var instances = grouped
            .OrderBy(g => g.Match.EventTime)
            .ThenBy(g => g.Match.AlertId, StringComparer.Ordinal)
            .GroupBy(g => g.Group.InstanceId, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal);
        var claims = await ClaimsAsync(
            instances.ToDictionary(i => i.Key, i => i.Value[0].Match, StringComparer.Ordinal),
            cancellationToken
        );
        foreach (var (instance, oldestFirst) in instances)
        {
            Add(plan, instance, claims[instance], oldestFirst);
        }

        return plan;
    }

    /// <summary>The alert is in the index: what is like it goes onto it from now on.</summary>
    public void HasWritten(SuppressionPlan plan, Match match)
    {
        if (plan.New.TryGetValue(match, out var added))
        {
            _ofThisRun[added.InstanceId] = added.Claim with { IsThere = true };
        }
    }

    private static void Add(
        SuppressionPlan plan,
        string instance,
        SuppressionClaim claim,
        IReadOnlyList<(Match Match, AlertDraft Draft, Suppression Group)> matches
    )
    {
        var rest = new List<Match>();
        foreach (var (match, draft, suppression) in matches)
        {
            if (match.AlertId != claim.Alert.Id)
            {
                rest.Add(match);
                continue;
            }

            plan.Alerts.Add((match, draft with { Suppression = suppression with { Time = match.EventTime } }));
            plan.New[match] = (instance, claim);
        }

        if (rest.Count == matches.Count && !claim.IsThere)
        {
            plan.Others.Add((claim.First, matches[0].Group with { Time = claim.First.EventTime }));
            plan.New[claim.First] = (instance, claim);
        }

        if (rest.Count > 0)
        {
            plan.Suppressed.Add((claim.Alert, rest));
        }
    }

    /// <summary>With a duration all copies have to agree; without one it is the business of this run alone.</summary>
    private async Task<IReadOnlyDictionary<string, SuppressionClaim>> ClaimsAsync(
        Dictionary<string, Match> oldest,
        CancellationToken cancellationToken
    ) =>
        oldest.Values.FirstOrDefault()?.Rule.AlertSuppression?.Duration is { } duration
            ? await store.ClaimAsync(oldest, duration, cancellationToken)
            : oldest.ToDictionary(
                o => o.Key,
                o => _ofThisRun.GetValueOrDefault(o.Key) ?? new(o.Value, IsThere: false),
                StringComparer.Ordinal
            );
}
