using System.Text.Json.Nodes;
using Detections.Alerts;
using Detections.Elasticsearch;

namespace Detections.Installation;

/// <summary>
/// The templates of the monthly indices. They give the alias, which a running copy has no right to give, and the lifecycle; all but the
/// undated index has one, since that is never finished.
/// </summary>
internal static class AlertTemplate
{
    /// <summary>Above the templates that come with Elasticsearch, and above a template over everything that is not meant for us.</summary>
    private const int Priority = 500;

    public static string Name(string alertNamespace) => AlertIndex.Alias(alertNamespace);

    public static string UndatedName(string alertNamespace) => AlertIndex.Alias(alertNamespace) + "-undated";

    public static JsonObject Body(string alertNamespace, string? policy, bool isServerless)
    {
        // The years begin with it; a namespace that begins like this one does not.
        var body = Of(alertNamespace, "2*", isServerless);
        if (policy is not null)
        {
            body["template"]!["settings"]!["index"]!["lifecycle"] = new JsonObject { ["name"] = policy };
        }

        return body;
    }

    public static JsonObject UndatedBody(string alertNamespace, bool isServerless) =>
        Of(alertNamespace, AlertIndex.UndatedMonth, isServerless);

    private static JsonObject Of(string alertNamespace, string months, bool isServerless)
    {
        var alias = AlertIndex.Alias(alertNamespace);
        var template = AlertsIndex.Definition.Body(isServerless);
        template["aliases"] = new JsonObject { [alias] = new JsonObject() };
        return new()
        {
            ["index_patterns"] = new JsonArray($"{alias}-{months}"),
            // Of two namespaces of which one begins like the other, the longer has the last word.
            ["priority"] = Priority + alertNamespace.Length,
            ["template"] = template,
            ["_meta"] = Managed.Mark(),
        };
    }
}
