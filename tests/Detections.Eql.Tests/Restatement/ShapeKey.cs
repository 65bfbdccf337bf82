namespace Detections.Eql.Tests.Restatement;

/// <summary>The shared values of the join fields, as text.</summary>
internal sealed class ShapeKey(string?[] values) : IEquatable<ShapeKey>, IComparable<ShapeKey>
{
    private readonly string?[] _values = values;

    public bool Equals(ShapeKey? other) => CompareTo(other) == 0;

    public override bool Equals(object? obj) => Equals(obj as ShapeKey);

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>Value by value, null first.</summary>
    public int CompareTo(ShapeKey? other) =>
        _values.Zip(other!._values, string.CompareOrdinal).FirstOrDefault(order => order != 0);

    public override string ToString() => string.Concat(_values.Select(value => $" @{value ?? "null"}"));
}
