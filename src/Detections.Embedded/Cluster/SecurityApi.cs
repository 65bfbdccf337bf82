using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Embedded.Http;

namespace Detections.Embedded.Cluster;

/// <summary>The node has no security: everybody may do everything.</summary>
internal static class SecurityApi
{
    private const string UserName = "embedded";

    public static ApiReply Authenticate(ApiRequest request) =>
        ApiReply.Ok(
            new JsonObject
            {
                ["username"] = UserName,
                ["roles"] = new JsonArray("superuser"),
                ["full_name"] = null,
                ["email"] = null,
                ["metadata"] = new JsonObject(),
                ["enabled"] = true,
                ["authentication_type"] = "anonymous",
            }
        );

    public static ApiReply HasPrivileges(ApiRequest request)
    {
        var body = request.RequiredJson().Only("has_privileges", "cluster", "index", "application");
        JsonObject indices = [];
        foreach (var entry in Entries(body, "index"))
        {
            entry.Only("index", "names", "privileges", "allow_restricted_indices");
            foreach (var name in Texts(entry, "names"))
            {
                Grant(indices, name, Texts(entry, "privileges"));
            }
        }
        JsonObject applications = [];
        foreach (var entry in Entries(body, "application"))
        {
            entry.Only("application", "application", "privileges", "resources");
            var application =
                entry.Get("application")?.Text("application")
                ?? throw ApiException.Parsing("[application] is required");
            var resources = applications[application] as JsonObject ?? [];
            applications[application] ??= resources;
            foreach (var resource in Texts(entry, "resources"))
            {
                Grant(resources, resource, Texts(entry, "privileges"));
            }
        }
        return ApiReply.Ok(
            new JsonObject
            {
                ["username"] = UserName,
                ["has_all_requested"] = true,
                ["cluster"] = Granted(body.Get("cluster")?.Texts("cluster") ?? []),
                ["index"] = indices,
                ["application"] = applications,
            }
        );
    }

    private static void Grant(JsonObject to, string name, IReadOnlyList<string> privileges)
    {
        if (to[name] is not JsonObject granted)
        {
            to[name] = granted = [];
        }

        foreach (var privilege in privileges)
        {
            granted[privilege] = true;
        }
    }

    private static JsonObject Granted(IReadOnlyList<string> privileges)
    {
        JsonObject granted = [];
        foreach (var privilege in privileges)
        {
            granted[privilege] = true;
        }

        return granted;
    }

    private static JsonElement.ArrayEnumerator Entries(JsonElement body, string name) =>
        body.Get(name) is { ValueKind: JsonValueKind.Array } entries ? entries.EnumerateArray() : default;

    private static IReadOnlyList<string> Texts(JsonElement entry, string name) =>
        entry.Get(name)?.Texts(name) ?? throw ApiException.Parsing($"[{name}] is required");
}
