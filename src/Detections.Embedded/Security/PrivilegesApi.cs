using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Embedded.Http;

namespace Detections.Embedded.Security;

/// <summary>Who is calling, and what they may do.</summary>
internal static class PrivilegesApi
{
    public static ApiReply Authenticate(ApiRequest request)
    {
        var caller = request.Caller;
        JsonObject answer = new()
        {
            ["username"] = caller.Name,
            ["roles"] = new JsonArray([.. caller.Roles.Select(role => JsonValue.Create(role))]),
            ["full_name"] = null,
            ["email"] = null,
            ["metadata"] = new JsonObject(),
            ["enabled"] = true,
            ["authentication_type"] = caller.Kind,
        };
        if (caller.ApiKey is { } key)
        {
            answer["api_key"] = key.DeepClone();
        }

        return ApiReply.Ok(answer);
    }

    public static ApiReply HasPrivileges(ApiRequest request)
    {
        var has = request.Caller.Permissions;
        var body = request.RequiredJson().Only("has_privileges", "cluster", "index", "application");
        JsonObject cluster = [];
        foreach (var privilege in body.Get("cluster")?.Texts("cluster") ?? [])
        {
            cluster[privilege] = has.HasCluster(privilege);
        }

        JsonObject indices = [];
        foreach (var entry in Entries(body, "index"))
        {
            entry.Only("index", "names", "privileges", "allow_restricted_indices");
            foreach (var name in Texts(entry, "names"))
            {
                Tell(indices, name, Texts(entry, "privileges"), privilege => has.HasIndex(privilege, name));
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
                Tell(
                    resources,
                    resource,
                    Texts(entry, "privileges"),
                    privilege => has.HasApplication(application, privilege, resource)
                );
            }
        }

        return ApiReply.Ok(
            new JsonObject
            {
                ["username"] = request.Caller.Name,
                ["has_all_requested"] = !AnyRefused(cluster) && !AnyRefused(indices) && !AnyRefused(applications),
                ["cluster"] = cluster,
                ["index"] = indices,
                ["application"] = applications,
            }
        );
    }

    private static bool AnyRefused(JsonNode? told) =>
        told is JsonObject level ? level.Any(entry => AnyRefused(entry.Value)) : !(bool)told!;

    private static void Tell(JsonObject to, string name, IReadOnlyList<string> privileges, Func<string, bool> has)
    {
        if (to[name] is not JsonObject told)
        {
            to[name] = told = [];
        }

        foreach (var privilege in privileges)
        {
            told[privilege] = has(privilege);
        }
    }

    private static JsonElement.ArrayEnumerator Entries(JsonElement body, string name) =>
        body.Get(name) is { ValueKind: JsonValueKind.Array } entries ? entries.EnumerateArray() : default;

    private static IReadOnlyList<string> Texts(JsonElement entry, string name) =>
        entry.Get(name)?.Texts(name) ?? throw ApiException.Parsing($"[{name}] is required");
}
