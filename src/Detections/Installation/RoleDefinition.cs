using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Runs;

namespace Detections.Installation;

/// <summary>Privileges in the forms that Elasticsearch's security API takes.</summary>
internal static class RoleDefinition
{
    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The part that roles and API keys share.</summary>
    public static JsonObject Of(RequiredPrivileges privileges, bool knowsRemoteIndices = true)
    {
        var role = new JsonObject
        {
            ["cluster"] = Texts(privileges.Cluster.Select(p => p.Name)),
            ["indices"] = new JsonArray([.. privileges.Indices.Select(i => Entry(i.Names, i.Privileges))]),
        };
        if (knowsRemoteIndices && privileges.Remote.Count > 0)
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

    /// <summary>Adds to a role what a stored one grants on names that it does not speak of, and gives these back.</summary>
    /// <param name="part">`indices` or `remote_indices`.</param>
    public static IReadOnlyList<string> KeepOthers(JsonElement stored, JsonObject role, string part)
    {
        if (!stored.TryGetProperty(part, out var entries))
        {
            return [];
        }

        var kept = new List<string>();
        var own = Entries(role, part).SelectMany(FullNames).ToHashSet(StringComparer.Ordinal);
        foreach (var entry in JsonArray.Create(entries)!.Select(e => e!.AsObject()))
        {
            List<string> others = [.. FullNames(entry).Where(n => !own.Contains(n) && !IndexName.IsOwn(n))];
            if (others.Count > 0)
            {
                Add(role, part, entry, others.Select(n => n[(n.IndexOf(':', StringComparison.Ordinal) + 1)..]));
                kept.AddRange(others);
            }
        }

        return kept;
    }

    private static void Add(JsonObject role, string part, JsonObject entry, IEnumerable<string> names)
    {
        if (Entries(role, part).FirstOrDefault(e => Terms(e) == Terms(entry)) is { } like)
        {
            like["names"] = Texts(like["names"]!.AsArray().Select(n => (string)n!).Concat(names));
            return;
        }

        var added = entry.DeepClone().AsObject();
        added["names"] = Texts(names);
        role[part] = new JsonArray([.. Entries(role, part).Append(added).Select(e => e.DeepClone())]);
    }

    private static IEnumerable<JsonObject> Entries(JsonObject role, string part) =>
        (role[part]?.AsArray() ?? []).Select(e => e!.AsObject());

    /// <summary>As rules write them: the cluster before a colon.</summary>
    private static IEnumerable<string> FullNames(JsonObject entry) =>
        entry["names"]!
            .AsArray()
            .Select(n => entry.ContainsKey("clusters") ? $"{Sorted(entry["clusters"])}:{n}" : (string)n!);

    /// <summary>All but the names.</summary>
    private static string Terms(JsonObject entry) =>
        $"{Sorted(entry["privileges"])} {Sorted(entry["clusters"])} {entry["field_security"]?.ToJsonString()} {entry["query"]}";

    private static string Sorted(JsonNode? texts) =>
        string.Join(',', (texts?.AsArray() ?? []).Select(t => (string)t!).Order(StringComparer.Ordinal));

    private static JsonObject Entry(IEnumerable<string> names, IEnumerable<Privilege> privileges) =>
        new() { ["names"] = Texts(names), ["privileges"] = Texts(privileges.Select(p => p.Name)) };

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(t => (JsonNode)t)];
}
