using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Rules;
using Detections.Settings;

namespace Detections.Installation;

/// <summary>The role and the API key of a running copy: the least that it needs.</summary>
internal static class RuntimeRole
{
    public const string NotNeeded = "this cluster has no security, so nothing has to be granted";

    public static string Name(AppSettings settings) => $"detections-runtime-{settings.Alerts.Namespace}";

    public static JsonObject Role(AppSettings settings, RuleSet rules, bool knowsRemoteIndices = true) =>
        WithMark(RoleDefinition.Of(RequiredPrivileges.ForRunning(settings, rules), knowsRemoteIndices));

    public static JsonObject SetupRole(AppSettings settings, RuleSet rules) =>
        WithMark(RoleDefinition.Of(RequiredPrivileges.ForSetup(settings, rules)));

    public static JsonObject ApiKey(AppSettings settings, RuleSet rules, bool knowsRemoteIndices = true) =>
        WithMark(
            new()
            {
                ["name"] = Name(settings),
                ["role_descriptors"] = new JsonObject
                {
                    [Name(settings)] = RoleDefinition.Of(
                        RequiredPrivileges.ForRunning(settings, rules).ForKey,
                        knowsRemoteIndices
                    ),
                },
            }
        );

    /// <summary>Another copy with other rules may have the same role, and must not go blind.</summary>
    public static string Keep(JsonElement stored, JsonObject role)
    {
        List<string> names =
        [
            .. RoleDefinition.KeepOthers(stored, role, "indices"),
            .. RoleDefinition.KeepOthers(stored, role, "remote_indices"),
        ];
        return names.Count == 0
            ? ""
            : $"it keeps what it grants on {string.Join(", ", names)}, which none of these rules reads but those of another copy may; if there is none, delete the role and run setup again";
    }

    private static JsonObject WithMark(JsonObject body)
    {
        body["metadata"] = Managed.Mark();
        return body;
    }
}
