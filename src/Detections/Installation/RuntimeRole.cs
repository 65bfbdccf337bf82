using System.Text.Json.Nodes;
using Detections.Rules;
using Detections.Settings;

namespace Detections.Installation;

/// <summary>The role and the API key of a running copy: the least that it needs.</summary>
internal static class RuntimeRole
{
    public static string Name(AppSettings settings) => $"detections-runtime-{settings.Alerts.Namespace}";

    public static JsonObject Role(AppSettings settings, RuleSet rules) =>
        WithMark(RoleDefinition.Of(RequiredPrivileges.ForRunning(settings, rules)));

    public static JsonObject SetupRole(AppSettings settings, RuleSet rules) =>
        WithMark(RoleDefinition.Of(RequiredPrivileges.ForSetup(settings, rules)));

    public static JsonObject ApiKey(AppSettings settings, RuleSet rules) =>
        WithMark(
            new()
            {
                ["name"] = Name(settings),
                ["role_descriptors"] = new JsonObject
                {
                    [Name(settings)] = RoleDefinition.Of(RequiredPrivileges.ForRunning(settings, rules)),
                },
            }
        );

    private static JsonObject WithMark(JsonObject body)
    {
        body["metadata"] = Managed.Mark();
        return body;
    }
}
