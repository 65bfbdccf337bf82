namespace Detections.Embedded.Security;

/// <summary>See https://www.elastic.co/docs/reference/elasticsearch/security-privileges</summary>
internal static class ClusterPrivileges
{
    private const string Security = "cluster:admin/xpack/security/*";
    private const string ApiKeys = "cluster:admin/xpack/security/api_key/";

    /// <summary>Those over what the node does not do. They can be given and asked for, and no request needs them.</summary>
    private const string Elsewhere =
        "cancel_task create_snapshot cross_cluster_replication cross_cluster_search delegate_pki grant_api_key manage_autoscaling "
        + "manage_behavioral_analytics manage_ccr manage_connector manage_data_frame_transforms manage_enrich manage_inference "
        + "manage_logstash_pipelines manage_ml manage_oidc manage_rollup manage_saml manage_search_application "
        + "manage_search_query_rules manage_search_synonyms manage_service_account manage_slm manage_token manage_transform "
        + "manage_user_profile manage_watcher monitor_data_frame_transforms monitor_enrich monitor_inference monitor_ml "
        + "monitor_rollup monitor_snapshot monitor_stats monitor_text_structure monitor_transform monitor_watcher "
        + "post_behavioral_analytics_event read_ccr read_fleet_secrets read_slm transport_client write_fleet_secrets";

    private static readonly string[] Everything =
    [
        "cluster:*",
        "indices:admin/template/*",
        "indices:admin/index_template/*",
    ];

    public static PrivilegeTable Table { get; } =
        new(
            "cluster",
            Everything,
            [
                ("none", new([])),
                .. Elsewhere.Split(' ').Select(name => (name, new ActionSet([PlaceOf(name)]))),
                ("read_ilm", new(["cluster:admin/ilm/get", "cluster:admin/ilm/operation_mode/get"])),
                ("read_pipeline", new(["cluster:admin/ingest/pipeline/get", "cluster:admin/ingest/pipeline/simulate"])),
                (
                    "monitor",
                    new([
                        "cluster:monitor/*",
                        "indices:admin/template/get",
                        "indices:admin/index_template/get",
                        "cluster:admin/component_template/get",
                    ])
                ),
                ("manage_own_api_key", new([ApiKeys + "create", ApiKeys + "get/own", ApiKeys + "invalidate/own"])),
                ("manage_ilm", new(["cluster:admin/ilm/*"])),
                ("manage_ingest_pipelines", new(["cluster:admin/ingest/pipeline/*"])),
                ("manage_pipeline", new(["cluster:admin/ingest/pipeline/*"])),
                (
                    "manage_index_templates",
                    new([
                        "indices:admin/template/*",
                        "indices:admin/index_template/*",
                        "cluster:admin/component_template/*",
                    ])
                ),
                ("manage_api_key", new([ApiKeys + "*"])),
                ("read_security", new([ApiKeys + "get", ApiKeys + "get/own", "cluster:admin/xpack/security/role/get"])),
                ("manage_security", new([Security])),
                ("manage", new(Everything, Security)),
                ("all", new(Everything)),
            ]
        );

    private static string PlaceOf(string privilege) =>
        privilege.StartsWith("monitor_", StringComparison.Ordinal)
            ? $"cluster:monitor/{privilege}"
            : $"cluster:elsewhere/{privilege}";
}
