namespace Detections.Elasticsearch;

/// <summary>What indices have last said of the fields that their events do not hold, for when they do not say it.</summary>
internal sealed class KnownFields
{
    /// <summary>Also names of single indices, of which there are ever new ones.</summary>
    private const int MostPatterns = 1000;

    private readonly Dictionary<string, (HashSet<string> Asked, HashSet<string> Unstored)> _ofPatterns = new(
        StringComparer.Ordinal
    );

    public void Remember(
        IReadOnlyCollection<string> patterns,
        IReadOnlyCollection<string> fields,
        IReadOnlyCollection<string> unstored
    )
    {
        lock (_ofPatterns)
        {
            if (_ofPatterns.Count > MostPatterns)
            {
                _ofPatterns.Clear();
            }

            foreach (var pattern in patterns)
            {
                if (!_ofPatterns.TryGetValue(pattern, out var known))
                {
                    _ofPatterns[pattern] = known = (new(StringComparer.Ordinal), new(StringComparer.Ordinal));
                }

                known.Asked.UnionWith(fields);
                known.Unstored.ExceptWith(fields);
                known.Unstored.UnionWith(unstored);
            }
        }
    }

    /// <summary>Of the fields those that some of the indices hold elsewhere than in their events; null where they were never asked.</summary>
    public IReadOnlyCollection<string>? Unstored(
        IReadOnlyCollection<string> patterns,
        IReadOnlyCollection<string> fields
    )
    {
        lock (_ofPatterns)
        {
            var unstored = new HashSet<string>(StringComparer.Ordinal);
            foreach (var pattern in patterns)
            {
                if (!_ofPatterns.TryGetValue(pattern, out var known) || !known.Asked.IsSupersetOf(fields))
                {
                    return null;
                }

                unstored.UnionWith(known.Unstored.Intersect(fields, StringComparer.Ordinal));
            }

            return unstored;
        }
    }
}
