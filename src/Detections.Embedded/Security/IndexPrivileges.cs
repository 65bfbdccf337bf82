namespace Detections.Embedded.Security;

/// <summary>See https://www.elastic.co/docs/reference/elasticsearch/security-privileges</summary>
internal static class IndexPrivileges
{
    public const string UpdateMapping = "indices:admin/mapping/auto_put";

    /// <summary>Those over what the node does not do. They can be given and asked for, and no request needs them.</summary>
    private const string Elsewhere =
        "cross_cluster_replication cross_cluster_replication_internal manage_data_stream_lifecycle manage_failure_store "
        + "manage_follow_index manage_leader_index read_failure_store";

    private const string AutoCreate = "indices:admin/auto_create";

    public static PrivilegeTable Table { get; } =
        new(
            "index",
            ["indices:*"],
            [
                ("none", new([])),
                .. Elsewhere.Split(' ').Select(name => (name, new ActionSet([PlaceOf(name)]))),
                (
                    "create_doc",
                    new([
                        "indices:data/write/index",
                        "indices:data/write/index[*",
                        "indices:data/write/index:op_type/create",
                        "indices:data/write/bulk*",
                    ])
                ),
                ("create", new(["indices:data/write/index*", "indices:data/write/bulk*"])),
                ("delete", new(["indices:data/write/delete*", "indices:data/write/bulk*"])),
                ("index", new(["indices:data/write/index*", "indices:data/write/bulk*", "indices:data/write/update*"])),
                ("write", new(["indices:data/write/*", UpdateMapping])),
                ("read", new(["indices:data/read/*"])),
                ("read_cross_cluster", new(["internal:transport/proxy/indices:data/read/*"])),
                (
                    "view_index_metadata",
                    new([
                        "indices:admin/aliases/get",
                        "indices:admin/get",
                        "indices:admin/mappings/get",
                        "indices:admin/mappings/fields/get*",
                        "indices:admin/shards/search_shards",
                        "indices:admin/validate/query*",
                        "indices:monitor/settings/get",
                        "indices:admin/ilm/explain",
                        "indices:admin/data_stream/get",
                        "indices:admin/resolve/index",
                        "indices:data/read/field_caps*",
                    ])
                ),
                ("monitor", new(["indices:monitor/*"])),
                ("maintenance", new(["indices:admin/refresh*", "indices:admin/flush*", "indices:admin/forcemerge*"])),
                ("auto_configure", new([UpdateMapping, AutoCreate])),
                ("create_index", new(["indices:admin/create", AutoCreate, "indices:admin/data_stream/create"])),
                ("delete_index", new(["indices:admin/delete", "indices:admin/data_stream/delete"])),
                ("manage_ilm", new(["indices:admin/ilm/*"])),
                ("manage", new(["indices:monitor/*", "indices:admin/*", "indices:data/read/field_caps*"])),
                ("all", new(["indices:*", "internal:transport/proxy/indices:*"])),
            ]
        );

    private static string PlaceOf(string privilege) =>
        privilege.StartsWith("manage_", StringComparison.Ordinal)
            ? $"indices:admin/{privilege}"
            : $"indices:elsewhere/{privilege}";

    /// <summary>In an index, though not in a data stream, whoever may write documents may also add their new fields to the mapping.</summary>
    public static bool AddsFields(string privilege) => privilege is "create" or "create_doc" or "index" or "write";
}
