using Detections.Settings;

namespace Detections.Rules.Linting;

/// <summary>Finds the places of a rule's keys in its file. Rules do not keep them, since only few have findings.</summary>
internal sealed class RuleText
{
    private readonly Dictionary<string, IReadOnlyList<SettingNode>> _roots = new(StringComparer.Ordinal);

    /// <summary>Where the value of a key stands; where the key is absent, the rule.</summary>
    public Location? Of(Rule rule, string key) => NodeOf(rule)?.Child(key)?.Location ?? rule.Location;

    /// <param name="line">In the query, from 1.</param>
    /// <param name="column">In that line, from 1.</param>
    public Location? InQuery(Rule rule, int line, int column) =>
        NodeOf(rule)?.Child("query")?.LocateInside(line, column) ?? rule.Location;

    private SettingNode? NodeOf(Rule rule)
    {
        if (rule.Location is not { } place)
        {
            return null;
        }

        if (!_roots.TryGetValue(place.File, out var roots))
        {
            _roots.Add(place.File, roots = Read(place.File));
        }

        return roots.Select(root => Find(root, place)).FirstOrDefault(found => found is not null);
    }

    /// <summary>That a file cannot be read is told where its rules are; here a place is missing then.</summary>
    private static IReadOnlyList<SettingNode> Read(string path)
    {
        if (SourceFile.Read(path, out _) is not { } file)
        {
            return [];
        }

        return Path.GetExtension(path) switch
        {
            ".toml" => TomlTree.Read(file, out _) is { } root ? [root] : [],
            ".json" => JsonTree.Read(file, out _) is { } root ? [root] : [],
            _ => [.. ReadLines(file)],
        };
    }

    private static IEnumerable<SettingNode> ReadLines(SourceFile file)
    {
        var start = 0;
        foreach (var line in file.Text.Split('\n'))
        {
            if (!string.IsNullOrWhiteSpace(line) && JsonTree.Read(file, start, line.Length, out _) is { } node)
            {
                yield return node;
            }

            start += line.Length + 1;
        }
    }

    private static SettingNode? Find(SettingNode node, Location place) =>
        node.Child("query") is not null && node.Location == place
            ? node
            : node.Children.Select(child => Find(child, place)).FirstOrDefault(found => found is not null);
}
