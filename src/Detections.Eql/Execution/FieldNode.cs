using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Detections.Eql.Execution;

/// <summary>
/// A place in the field trie: the slot that a value found here fills, and the keys that lead further, in a hash table nearly
/// without collisions. Most keys of a document lead nowhere, and for them a single look must do.
/// </summary>
internal sealed class FieldNode
{
    private const ulong GoldenRatio = 0x9E37_79B9_7F4A_7C15;
    private const int MostTries = 16;

    /// <summary>The lengths that keys have, a bit for each, the highest for all that are longer.</summary>
    private readonly ulong _lengths;
    private readonly Bucket[] _buckets;
    private readonly ulong _factor;
    private readonly int _shift;

    public FieldNode(int slot, Edge[] edges)
    {
        Slot = slot;
        IsLeaf = edges.Length == 0;
        foreach (var edge in edges)
        {
            _lengths |= 1UL << Math.Min(edge.Key.Length, 63);
        }

        var ends = Array.ConvertAll(edges, edge => KeyEnds.Of(edge.Key, 0, edge.Key.Length));
        _shift = 63 - BitOperations.Log2((uint)(edges.Length * 4) + 1);
        var tries = 0;
        do
        {
            _factor = unchecked(GoldenRatio * (ulong)((2 * tries) + 1));
            _buckets = new Bucket[1 << (64 - _shift)];
        } while (Fill(edges, ends) && ++tries < MostTries);
    }

    /// <summary>The slot of the field that ends here, or -1.</summary>
    public int Slot { get; }

    /// <summary>Whether no key leads further, so that nothing in an object found here is needed.</summary>
    public bool IsLeaf { get; }

    /// <summary>The node that a JSON key leads to, or null if nothing below it is needed.</summary>
    public FieldNode? Find(ReadOnlySpan<byte> key) => Find(key, 0, key.Length);

    /// <summary>As <see cref="Find(ReadOnlySpan{byte})"/>, for a key within a document, of which what follows the key may be read too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FieldNode? Find(ReadOnlySpan<byte> json, int start, int length)
    {
        if (((_lengths >> Math.Min(length, 63)) & 1) == 0)
        {
            return null;
        }

        var ends = KeyEnds.Of(json, start, length);
        ref readonly var bucket = ref _buckets[(int)(ends.Hash(_factor) >> _shift)];
        return bucket.Ends == ends && length <= KeyEnds.MostBytes ? bucket.Edge?.Target
            : bucket.Ends == ends || bucket.IsShared ? FindBehind(bucket.Edge, json.Slice(start, length))
            : null;
    }

    private static FieldNode? FindBehind(Edge? edge, ReadOnlySpan<byte> key)
    {
        while (edge is not null && !key.SequenceEqual(edge.Key))
        {
            edge = edge.Next;
        }

        return edge?.Target;
    }

    /// <summary>Whether keys that differ at their ends had to share a place.</summary>
    private bool Fill(Edge[] edges, KeyEnds[] ends)
    {
        var isShared = false;
        for (var index = 0; index < edges.Length; index++)
        {
            ref var bucket = ref _buckets[(int)(ends[index].Hash(_factor) >> _shift)];
            var differs = bucket.Edge is not null && bucket.Ends != ends[index];
            edges[index].Next = bucket.Edge;
            bucket = new Bucket(ends[index], edges[index], bucket.IsShared || differs);
            isShared |= differs;
        }

        return isShared;
    }

    /// <summary>A key, whole or dotted, and where it leads.</summary>
    internal sealed class Edge(byte[] key, FieldNode target)
    {
        public byte[] Key { get; } = key;

        public FieldNode Target { get; } = target;

        /// <summary>Another one in the same place.</summary>
        public Edge? Next { get; set; }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Bucket(KeyEnds Ends, Edge? Edge, bool IsShared);
}
