using System.Text.Json.Nodes;
using Detections.Embedded.Http;
using Detections.Embedded.Indices;

namespace Detections.Embedded.Security;

/// <summary>Who sent a request, and what they may do.</summary>
internal sealed class Caller(Catalog catalog, string name, string kind, IReadOnlyList<string> roles)
{
    private const string MatchesNone = "*,-*";

    public string Name { get; } = name;

    /// <summary>As <c>_authenticate</c> tells it.</summary>
    public string Kind { get; } = kind;

    public IReadOnlyList<string> Roles { get; } = roles;

    public required Permissions Permissions { get; init; }

    /// <summary>May do everything, so that nothing of a request needs to be looked at.</summary>
    public bool IsSuperuser { get; init; }

    /// <summary>Set where an API key was used.</summary>
    public JsonObject? ApiKey { get; init; }

    private string Description =>
        ApiKey is { } key
            ? $"API key id [{key["id"]}] of user [{Name}]"
            : $"user [{Name}] with effective roles [{string.Join(",", Roles)}]";

    public void RequireCluster(string action)
    {
        if (!IsSuperuser && !Permissions.GrantsCluster(action))
        {
            throw Refused(
                $"action [{action}] is unauthorized for {Description}, {ClusterPrivileges.Table.Remedy(action)}"
            );
        }
    }

    public void RequireSomeIndex(string action)
    {
        if (!IsSuperuser && !Permissions.GrantsSomeIndex(action))
        {
            throw Refused(
                $"action [{action}] is unauthorized for {Description}, {IndexPrivileges.Table.Remedy(action)}"
            );
        }
    }

    public void RequireIndices(string action, params IEnumerable<string> names)
    {
        if (IsSuperuser)
        {
            return;
        }

        var refused = names.Where(name => !MayUse(action, name)).ToArray();
        if (refused.Length > 0)
        {
            throw Refused(
                $"action [{action}] is unauthorized for {Description} on indices [{string.Join(",", refused)}], {IndexPrivileges.Table.Remedy(action)}"
            );
        }
    }

    /// <summary>What a document's new fields need.</summary>
    public void RequireNewFields(StoredIndex index)
    {
        if (index.DataStream is not null || !Permissions.AddsFields(index.Name))
        {
            RequireIndices(IndexPrivileges.UpdateMapping, index.Name);
        }
    }

    /// <summary>
    /// An index expression without what may not be seen: wildcards stand for less, names that are refused refuse the request.
    /// </summary>
    public string? Narrow(string action, string? expression, IndexOptions options)
    {
        if (IsSuperuser)
        {
            return expression;
        }

        var parts = expression is null or "_all" ? ["*"] : expression.Split(',', StringSplitOptions.TrimEntries);
        var named = parts.Where(part => !Glob.HasWildcard(part) && !part.StartsWith('-')).ToArray();
        if (!options.IgnoreUnavailable)
        {
            RequireIndices(action, named);
        }

        RequireSomeIndex(action);
        List<string> narrowed = [];
        foreach (var part in parts)
        {
            if (part.StartsWith('-') && narrowed.Count > 0)
            {
                narrowed.RemoveAll(name => Glob.Matches(part[1..], name));
                continue;
            }

            var names = named.Contains(part) ? [part] : catalog.NamesOf(part, options);
            narrowed.AddRange(names.Where(name => !narrowed.Contains(name) && MayUse(action, name)));
        }

        if (narrowed.Count == 0 && !options.AllowNoIndices)
        {
            throw ApiException.NoSuchIndex(expression ?? "_all");
        }

        return narrowed.Count == 0 ? MatchesNone : string.Join(',', narrowed);
    }

    /// <summary>What is allowed for a data stream is allowed for the indices behind it.</summary>
    public bool MayUse(string action, string name) =>
        IsSuperuser
        || Permissions.GrantsIndex(
            action,
            catalog.Indices.TryGetValue(name, out var index) && index.DataStream is { } stream ? [name, stream] : [name]
        );

    private static ApiException Refused(string reason) => new(403, "security_exception", reason);
}
