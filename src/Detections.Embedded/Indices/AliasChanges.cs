using Detections.Embedded.Http;

namespace Detections.Embedded.Indices;

/// <summary>
/// Changes of aliases, made on a copy and checked as a whole before anything is kept: a valid swap may pass through a state that is
/// not.
/// </summary>
internal sealed class AliasChanges(Catalog catalog)
{
    private readonly Dictionary<StoredIndex, Dictionary<string, AliasOptions>> _changed = [];
    private readonly HashSet<StoredIndex> _removed = [];

    public void Add(StoredIndex index, string alias, AliasOptions options) => Of(index)[alias] = options;

    public void Remove(StoredIndex index, IReadOnlyList<string> names)
    {
        var aliases = Of(index);
        foreach (var alias in aliases.Keys.Where(alias => Glob.MatchesAny(names, alias)).ToArray())
        {
            aliases.Remove(alias);
        }
    }

    public void RemoveIndex(StoredIndex index)
    {
        catalog.RequireRemovable(index);
        _removed.Add(index);
    }

    public void Save()
    {
        foreach (var alias in _changed.Values.SelectMany(aliases => aliases.Keys).Distinct())
        {
            RequireName(alias);
            RequireOneWriteIndex(alias);
        }

        foreach (var index in _removed)
        {
            catalog.RemoveIndex(index);
        }

        foreach (var (index, aliases) in _changed.Where(change => !_removed.Contains(change.Key)))
        {
            index.Aliases = new SortedDictionary<string, AliasOptions>(aliases, StringComparer.Ordinal);
            catalog.Save(index);
        }
    }

    private Dictionary<string, AliasOptions> Of(StoredIndex index)
    {
        if (!_changed.TryGetValue(index, out var aliases))
        {
            _changed[index] = aliases = new Dictionary<string, AliasOptions>(index.Aliases);
        }

        return aliases;
    }

    /// <summary>An alias may take the name of an index that goes away with it.</summary>
    private void RequireName(string alias)
    {
        if (!catalog.Indices.TryGetValue(alias, out var index) || !_removed.Contains(index))
        {
            catalog.RequireAliasName(alias);
        }
    }

    private void RequireOneWriteIndex(string alias)
    {
        var writing = catalog
            .Indices.Values.Where(index => !_removed.Contains(index) && Writes(index, alias))
            .Select(index => index.Name)
            .ToArray();
        if (writing.Length > 1)
        {
            throw new ApiException(
                400,
                "illegal_state_exception",
                $"alias [{alias}] has more than one write index [{string.Join(',', writing)}]"
            );
        }
    }

    private bool Writes(StoredIndex index, string alias)
    {
        var aliases = (IReadOnlyDictionary<string, AliasOptions>?)_changed.GetValueOrDefault(index) ?? index.Aliases;
        return aliases.TryGetValue(alias, out var options) && options.IsWriteIndex == true;
    }
}
