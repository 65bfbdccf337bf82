using System.Text.Json;
using Detections.Embedded.Http;

namespace Detections.Embedded.Security;

/// <summary>Privileges of a role on the indices that fit its patterns.</summary>
internal sealed class IndexGrant
{
    private readonly string[] _names;

    private IndexGrant(string[] names, string[] privileges)
    {
        _names = names;
        Actions = [.. privileges.Select(IndexPrivileges.Table.Find)];
        AddsFields = Array.Exists(privileges, IndexPrivileges.AddsFields);
    }

    public IReadOnlyList<ActionSet> Actions { get; }

    public bool AddsFields { get; }

    /// <summary>Whether it is about an index, or about all indices that fit a pattern.</summary>
    public bool IsFor(string nameOrPattern) => Glob.MatchesAny(_names, nameOrPattern);

    public static IndexGrant Read(JsonElement entry)
    {
        entry.Only("indices", "names", "privileges", "allow_restricted_indices");
        string[] names = [.. Required(entry, "names")];
        foreach (var name in names)
        {
            if (name.StartsWith('/') || name.Contains('?', StringComparison.Ordinal))
            {
                throw ApiException.IllegalArgument(
                    $"the index name [{name}] of a role is a regular expression or has a [?]; the embedded node knows names with [*] only"
                );
            }
        }

        return new IndexGrant(names, [.. Required(entry, "privileges")]);
    }

    private static IReadOnlyList<string> Required(JsonElement entry, string name) =>
        entry.Get(name)?.Texts(name) is { Count: > 0 } texts
            ? texts
            : throw ApiException.Parsing($"indices privileges must refer to at least one of [{name}]");
}
