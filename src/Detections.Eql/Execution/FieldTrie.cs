using System.Text;

namespace Detections.Eql.Execution;

/// <summary>
/// Builds the trie over which <see cref="EventReader"/> walks a document. A field may be spelled with nested objects, with a dotted
/// key, or with any mixture, so every dotted spelling of a path is an edge of its own.
/// </summary>
internal static class FieldTrie
{
    public static FieldNode Build(IReadOnlyList<string> fields)
    {
        var root = new Branch();
        for (var slot = 0; slot < fields.Count; slot++)
        {
            var branch = root;
            foreach (var name in fields[slot].Split('.'))
            {
                branch = branch.Child(name);
            }

            branch.Slot = slot;
        }

        return Freeze(root);
    }

    private static FieldNode Freeze(Branch branch)
    {
        var edges = new List<FieldNode.Edge>();
        Spell(branch, prefix: "", edges);
        return new FieldNode(branch.Slot, [.. edges]);
    }

    private static void Spell(Branch branch, string prefix, List<FieldNode.Edge> edges)
    {
        foreach (var (name, child) in branch.Children)
        {
            var key = prefix + name;
            child.Frozen ??= Freeze(child);
            edges.Add(new FieldNode.Edge(Encoding.UTF8.GetBytes(key), child.Frozen));
            Spell(child, key + ".", edges);
        }
    }

    private sealed class Branch
    {
        public int Slot { get; set; } = -1;

        public SortedDictionary<string, Branch> Children { get; } = new(StringComparer.Ordinal);

        public FieldNode? Frozen { get; set; }

        public Branch Child(string name)
        {
            if (!Children.TryGetValue(name, out var child))
            {
                Children.Add(name, child = new Branch());
            }

            return child;
        }
    }
}
