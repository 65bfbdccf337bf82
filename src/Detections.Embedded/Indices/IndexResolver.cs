using Detections.Embedded.Http;

namespace Detections.Embedded.Indices;

/// <summary>From index expressions (names, aliases, data streams, wildcards, exclusions) to indices.</summary>
internal static class IndexResolver
{
    public static IReadOnlyList<StoredIndex> Resolve(this Catalog catalog, string? expression, IndexOptions options)
    {
        List<StoredIndex> found = [];
        var parts = (expression ?? "").Split(
            ',',
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );
        if (parts.Length == 0 || parts is ["_all"])
        {
            parts = ["*"];
        }

        var sawWildcard = false;
        foreach (var part in parts)
        {
            if (sawWildcard && part.StartsWith('-'))
            {
                var excluded = Expand(catalog, part[1..], options with { ExpandHidden = true });
                found.RemoveAll(excluded.Contains);
                continue;
            }
            sawWildcard |= Glob.HasWildcard(part);
            foreach (var index in Find(catalog, part, options))
            {
                if (!found.Contains(index))
                {
                    found.Add(index);
                }
            }
        }
        if (found.Count == 0 && !options.AllowNoIndices)
        {
            throw ApiException.NoSuchIndex(expression ?? "_all");
        }

        return found;
    }

    private static List<StoredIndex> Find(Catalog catalog, string part, IndexOptions options)
    {
        RefuseRemote(part);
        var found =
            Glob.HasWildcard(part) && !options.ExpandOpen && !options.ExpandHidden
                ? []
                : Expand(catalog, part, options);
        var missing = found.Count == 0 && (!Glob.HasWildcard(part) || !options.AllowNoIndices);
        return missing && !options.IgnoreUnavailable ? throw ApiException.NoSuchIndex(part) : found;
    }

    /// <summary>There are no remote clusters: a wildcard for them finds none, a name is an error.</summary>
    private static void RefuseRemote(string part)
    {
        var colon = part.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && !Glob.HasWildcard(part[..colon]))
        {
            throw new ApiException(
                404,
                "no_such_remote_cluster_exception",
                $"no such remote cluster: [{part[..colon]}]"
            );
        }
    }

    private static List<StoredIndex> Expand(Catalog catalog, string name, IndexOptions options)
    {
        if (!Glob.HasWildcard(name))
        {
            return Named(catalog, name);
        }

        List<StoredIndex> found = [];
        foreach (var stream in catalog.DataStreams.Values)
        {
            if (Glob.Matches(name, stream.Name) && IsShown(name, stream.Name, stream.Hidden, options))
            {
                found.AddRange(stream.Indices.Select(index => catalog.Indices[index]));
            }
        }
        foreach (var index in catalog.Indices.Values)
        {
            var byName = Glob.Matches(name, index.Name) && IsShown(name, index.Name, index.Hidden, options);
            if (byName || ByAlias(name, index, options))
            {
                found.Add(index);
            }
        }
        return [.. found.Distinct()];
    }

    private static List<StoredIndex> Named(Catalog catalog, string name)
    {
        if (catalog.Indices.TryGetValue(name, out var index))
        {
            return [index];
        }

        return catalog.DataStreams.TryGetValue(name, out var stream)
            ? [.. stream.Indices.Select(backing => catalog.Indices[backing])]
            : [.. catalog.IndicesOf(name)];
    }

    private static bool ByAlias(string pattern, StoredIndex index, IndexOptions options) =>
        index.Aliases.Any(alias =>
            Glob.Matches(pattern, alias.Key) && IsShown(pattern, alias.Key, IsHidden(alias.Key, alias.Value), options)
        );

    /// <summary>The names of indices, aliases and data streams that a wildcard stands for.</summary>
    public static IEnumerable<string> NamesOf(this Catalog catalog, string pattern, IndexOptions options) =>
        catalog
            .Indices.Values.Select(index => (index.Name, index.Hidden))
            .Concat(catalog.DataStreams.Values.Select(stream => (stream.Name, stream.Hidden)))
            .Concat(
                catalog.Indices.Values.SelectMany(index =>
                    index.Aliases.Select(alias => (alias.Key, IsHidden(alias.Key, alias.Value)))
                )
            )
            .Where(one => Glob.Matches(pattern, one.Item1) && IsShown(pattern, one.Item1, one.Item2, options))
            .Select(one => one.Item1)
            .Distinct();

    private static bool IsHidden(string alias, AliasOptions options) =>
        options.IsHidden == true || alias.StartsWith('.');

    /// <summary>A pattern that begins with a dot asks for hidden names that do.</summary>
    public static bool IsShown(string pattern, string name, bool hidden, IndexOptions options) =>
        hidden ? options.ExpandHidden || (pattern.StartsWith('.') && name.StartsWith('.')) : options.ExpandOpen;
}
