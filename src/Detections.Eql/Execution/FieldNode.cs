namespace Detections.Eql.Execution;

/// <summary>A place in the field trie: the slot that a value found here fills, and the keys that lead further.</summary>
internal sealed class FieldNode(int slot, FieldNode.Edge[] edges)
{
    private readonly Edge?[] _buckets = Hash(edges);

    /// <summary>The slot of the field that ends here, or -1.</summary>
    public int Slot { get; } = slot;

    /// <summary>The node that a JSON key leads to, or null if nothing below it is needed.</summary>
    public FieldNode? Find(ReadOnlySpan<byte> key)
    {
        var mask = _buckets.Length - 1;
        for (var index = HashOf(key) & mask; _buckets[index] is { } edge; index = (index + 1) & mask)
        {
            if (key.SequenceEqual(edge.Key))
            {
                return edge.Target;
            }
        }

        return null;
    }

    private static Edge?[] Hash(Edge[] edges)
    {
        var buckets = new Edge?[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(edges.Length * 4) + 1)];
        foreach (var edge in edges)
        {
            var index = HashOf(edge.Key) & (buckets.Length - 1);
            while (buckets[index] is not null)
            {
                index = (index + 1) & (buckets.Length - 1);
            }

            buckets[index] = edge;
        }

        return buckets;
    }

    private static int HashOf(ReadOnlySpan<byte> key) =>
        key.IsEmpty ? 0 : (key.Length * 31) + (key[0] * 7) + (key[key.Length >> 1] * 17) + (key[^1] * 13);

    /// <summary>A key, whole or dotted, and where it leads.</summary>
    internal sealed record Edge(byte[] Key, FieldNode Target);
}
