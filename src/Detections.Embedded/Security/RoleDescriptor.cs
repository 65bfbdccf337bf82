using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Embedded.Http;

namespace Detections.Embedded.Security;

/// <summary>What a role, or an API key, may do.</summary>
internal sealed class RoleDescriptor
{
    private RoleDescriptor(
        JsonObject body,
        IReadOnlyList<ActionSet> cluster,
        IReadOnlyList<IndexGrant> indices,
        IReadOnlyList<ApplicationGrant> applications
    )
    {
        Body = body;
        Cluster = cluster;
        Indices = indices;
        Applications = applications;
    }

    /// <summary>As it was given.</summary>
    public JsonObject Body { get; }

    public IReadOnlyList<ActionSet> Cluster { get; }

    public IReadOnlyList<IndexGrant> Indices { get; }

    public IReadOnlyList<ApplicationGrant> Applications { get; }

    public static RoleDescriptor Superuser { get; } =
        Read(
            JsonBody.Parse(
                """
                {
                  "cluster": ["all"],
                  "indices": [{ "names": ["*"], "privileges": ["all"], "allow_restricted_indices": true }],
                  "applications": [{ "application": "*", "privileges": ["*"], "resources": ["*"] }],
                  "run_as": ["*"],
                  "metadata": { "_reserved": true }
                }
                """u8.ToArray()
            )
        );

    public static RoleDescriptor Read(JsonNode body) => Read(JsonSerializer.SerializeToElement(body));

    public static RoleDescriptor Read(JsonElement body)
    {
        body.Only(
            "role",
            "cluster",
            "indices",
            "index",
            "applications",
            "run_as",
            "metadata",
            "transient_metadata",
            "description",
            "remote_indices",
            "remote_cluster"
        );
        return new RoleDescriptor(
            JsonObject.Create(body)!,
            [.. (body.Get("cluster")?.Texts("cluster") ?? []).Select(ClusterPrivileges.Table.Find)],
            [.. Items(body, "indices").Concat(Items(body, "index")).Select(IndexGrant.Read)],
            [.. Items(body, "applications").Select(ApplicationGrant.Read)]
        );
    }

    /// <summary>As a role is shown, its defaults filled in.</summary>
    public JsonObject Show()
    {
        var shown = Body.DeepClone().AsObject();
        if (shown.Remove("index", out var index))
        {
            shown["indices"] ??= index;
        }

        foreach (var list in (string[])["cluster", "indices", "applications", "run_as"])
        {
            shown[list] ??= new JsonArray();
        }

        foreach (var entry in shown["indices"]!.AsArray().OfType<JsonObject>())
        {
            entry["allow_restricted_indices"] ??= false;
        }

        shown["metadata"] ??= new JsonObject();
        shown["transient_metadata"] ??= new JsonObject { ["enabled"] = true };
        return shown;
    }

    private static IEnumerable<JsonElement> Items(JsonElement body, string name) =>
        body.Get(name) is { } items ? items.Items(name) : [];
}
