using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Detections.Installation;

/// <summary>Privileges in the forms that Elasticsearch's security API takes.</summary>
internal static class RoleDefinition
{
    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The part that roles and API keys share.</summary>
    public static JsonObject Of(RequiredPrivileges privileges)
    {
        var role = new JsonObject
        {
            ["cluster"] = Texts(privileges.Cluster.Select(p => p.Name)),
            ["indices"] = new JsonArray([.. privileges.Indices.Select(i => Entry(i.Names, i.Privileges))]),
        };
        if (privileges.Remote.Count > 0)
        {
            role["remote_indices"] = new JsonArray([
                .. privileges.Remote.Select(r =>
                {
                    var entry = Entry(r.Names, r.Privileges);
                    entry["clusters"] = new JsonArray(r.Cluster);
                    return entry;
                }),
            ]);
        }

        return role;
    }

    /// <summary>The question whether somebody holds these privileges.</summary>
    public static JsonObject Question(RequiredPrivileges privileges) =>
        new()
        {
            ["cluster"] = Texts(privileges.Cluster.Select(p => p.Name)),
            ["index"] = new JsonArray([.. privileges.Indices.Select(i => Entry(i.Names, i.Privileges))]),
        };

    public static string Text(JsonNode json) => json.ToJsonString(Plain);

    private static JsonObject Entry(IEnumerable<string> names, IEnumerable<Privilege> privileges) =>
        new() { ["names"] = Texts(names), ["privileges"] = Texts(privileges.Select(p => p.Name)) };

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(t => (JsonNode)t)];
}
