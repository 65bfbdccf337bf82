namespace Detections.Embedded.Security;

/// <summary>See https://www.elastic.co/docs/reference/elasticsearch/security-privileges</summary>
internal static class ClusterPrivileges
{
    private const string Security = "cluster:admin/xpack/security/*";
    private const string ApiKeys = "cluster:admin/xpack/security/api_key/";

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
}
