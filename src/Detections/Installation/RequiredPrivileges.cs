using Detections.Alerts;
using Detections.Elasticsearch;
using Detections.Rules;
using Detections.Settings;

namespace Detections.Installation;

/// <summary>
/// What the cluster must allow: to run, and to set up. Roles, API keys, the check at the start and the files below `deploy/` all derive
/// from here.
/// </summary>
internal sealed record RequiredPrivileges(
    IReadOnlyList<Privilege> Cluster,
    IReadOnlyList<IndexPrivileges> Indices,
    IReadOnlyList<RemotePrivileges> Remote
)
{
    private static readonly Privilege ReadEvents = new("read", "No event there is seen, and no rule can match.");
    private static readonly Privilege ViewEvents = new(
        "view_index_metadata",
        "It cannot be told which indices stand behind the pattern."
    );

    private static readonly Privilege ReadAcross = new(
        "read_cross_cluster",
        "The remote cluster does not let this one search it."
    );

    private static readonly Privilege Monitor = new(
        "monitor",
        "The cluster does not tell its time, by which events are read, nor its version."
    );

    /// <summary>
    /// With what a remote cluster that is reached by certificates looks for: it goes by the indices that an API key is for, and knows
    /// nothing of its remote ones.
    /// </summary>
    public RequiredPrivileges ForKey =>
        this with
        {
            Indices = [.. Indices, .. Remote.Select(r => new IndexPrivileges(r.Names, r.Privileges))],
        };

    /// <summary>The least that `run` needs, after `setup` has installed what a running copy does not create.</summary>
    public static RequiredPrivileges ForRunning(AppSettings settings, RuleSet rules)
    {
        var (local, remote) = Sources(rules);
        return new([Monitor], [.. local, .. RunningOn(settings, rules), .. Copying(settings)], remote);
    }

    /// <summary>
    /// What `setup` needs. It holds all that running needs too, because nobody can make an API key that may do more than its maker.
    /// </summary>
    public static RequiredPrivileges ForSetup(AppSettings settings, RuleSet rules, bool isServerless = false)
    {
        var (local, remote) = Sources(rules);
        var alias = AlertIndex.Alias(settings.Alerts.Namespace);
        var alerts = AlertIndex.Patterns(settings.Alerts.Namespace);
        var required = new RequiredPrivileges(
            [
                Monitor,
                new("manage_index_templates", "The template of the alerts cannot be installed."),
                .. isServerless
                    ? (IEnumerable<Privilege>)[]
                    : [new("manage_ilm", "The lifecycle that deletes old alerts cannot be installed.")],
                new("manage_ingest_pipelines", "The pipeline that sets event.ingested cannot be installed."),
                new("manage_own_api_key", "The API key of the running copy cannot be made."),
            ],
            [
                .. local,
                .. RunningOn(settings, rules)
                    .Select(i => new IndexPrivileges(
                        // An alias is given by whoever may manage it and the index.
                        i.Names.SequenceEqual(alerts)
                            ? [.. i.Names, alias]
                            : i.Names,
                        [
                            .. i.Privileges.Where(p => p.Name is not ("create_index" or "view_index_metadata")),
                            new("manage", "Indices cannot be created, upgraded, or put behind their alias."),
                        ]
                    )),
                .. Copying(settings),
            ],
            remote
        );
        return required.ForKey;
    }

    /// <summary>What it takes to read events of these indices.</summary>
    public static RequiredPrivileges ToRead(IReadOnlyList<string> indices) =>
        new([], [new(indices, [ReadEvents, ViewEvents])], []);

    private static IEnumerable<IndexPrivileges> RunningOn(AppSettings settings, RuleSet rules)
    {
        var suppresses = rules.Groups.Any(g => g.Rules.Any(r => r.AlertSuppression is not null));
        yield return new(
            AlertIndex.Patterns(settings.Alerts.Namespace),
            [
                new("create_doc", "No alert can be written."),
                new("create_index", "The first alert of a month has no index to be written to."),
                .. suppresses
                    ? (IEnumerable<Privilege>)
                        [new("index", "What a rule with alert_suppression suppresses cannot be counted on its alert.")]
                    : [],
                new("read", "It cannot be told whether an alert exists already."),
                new("view_index_metadata", "It cannot be told whether the index of a month is there and complete."),
            ]
        );
        yield return new(
            [StateIndex.NameIn(settings.Alerts.Namespace)],
            [
                new("create_index", "The index of the ledger and the queue cannot be created."),
                new("delete", "What has left the queue cannot be taken out of it."),
                new("index", "The ledger cannot be saved, and no match can be queued."),
                new("read", "The ledger and the queue cannot be read, so nothing can run."),
                new("view_index_metadata", "It cannot be told whether the index of the ledger and the queue is there."),
            ]
        );
        yield return new(
            [RunsIndex.NameIn(settings.Alerts.Namespace)],
            [
                new("create_doc", "No record of a run can be written."),
                new("create_index", "The index of the run records cannot be created."),
                new("delete", "Old run records cannot be deleted."),
                new("read", "Old run records cannot be found."),
                new("view_index_metadata", "It cannot be told whether the index of the run records is there."),
            ]
        );
    }

    private static IEnumerable<IndexPrivileges> Copying(AppSettings settings) =>
        settings.Alerts.ExternalAlerts
            ?
            [
                new(
                    [ExternalAlert.Stream(settings.Alerts.Namespace)],
                    [
                        new(
                            "auto_configure",
                            "The data stream that Elastic's rule External Alerts reads cannot be created."
                        ),
                        new("create_doc", "No alert can be copied to where Elastic's rule External Alerts reads it."),
                        new("read", "It cannot be told which alerts have their copy already."),
                    ]
                ),
            ]
            : [];

    private static (IReadOnlyList<IndexPrivileges>, IReadOnlyList<RemotePrivileges>) Sources(RuleSet rules)
    {
        var patterns = rules
            .Groups.SelectMany(g => g.Patterns)
            .Distinct(StringComparer.Ordinal)
            .ToLookup(IndexPath.IsRemote);
        return (
            patterns[false].Any() ? [new([.. patterns[false]], [ReadEvents, ViewEvents])] : [],
            [
                .. patterns[true]
                    .Select(p => p.Split(':', 2))
                    .GroupBy(p => p[0], p => p[1], StringComparer.Ordinal)
                    .Select(c => new RemotePrivileges(c.Key, [.. c], [ReadEvents, ReadAcross, ViewEvents])),
            ]
        );
    }
}
