using System.Collections.Immutable;
using Detections.Eql.Values;

namespace Detections.Eql.Shapes;

/// <summary>The values of the join fields that the events of a match share. Ordered value by value, null first.</summary>
internal sealed class JoinKey(ImmutableArray<Scalar> values) : IEquatable<JoinKey>, IComparable<JoinKey>
{
    private readonly int _hash = Hash(values);

    /// <summary>The key of queries that join by nothing.</summary>
    public static JoinKey None { get; } = new([]);

    public ImmutableArray<Scalar> Values { get; } = values;

    public bool Equals(JoinKey? other) =>
        other is not null && _hash == other._hash && Values.AsSpan().SequenceEqual(other.Values.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as JoinKey);

    public override int GetHashCode() => _hash;

    public int CompareTo(JoinKey? other) =>
        other is null ? 1 : Values.AsSpan().SequenceCompareTo(other.Values.AsSpan());

    private static int Hash(ImmutableArray<Scalar> values)
    {
        var hash = new HashCode();
        foreach (var value in values)
        {
            hash.Add(value);
        }

        return hash.ToHashCode();
    }
}
