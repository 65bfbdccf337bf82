namespace Detections.Eql.Indexing;

/// <summary>Signatures with the same contents are the same.</summary>
internal sealed class SignatureComparer
    : IEqualityComparer<ulong[]>,
        IAlternateEqualityComparer<ReadOnlySpan<ulong>, ulong[]>
{
    public static readonly SignatureComparer Instance = new();

    public bool Equals(ulong[]? x, ulong[]? y) => x.AsSpan().SequenceEqual(y);

    public bool Equals(ReadOnlySpan<ulong> alternate, ulong[] other) => alternate.SequenceEqual(other);

    public int GetHashCode(ulong[] obj) => GetHashCode(obj.AsSpan());

    public int GetHashCode(ReadOnlySpan<ulong> alternate)
    {
        var hash = new HashCode();
        foreach (var word in alternate)
        {
            hash.Add(word);
        }

        return hash.ToHashCode();
    }

    public ulong[] Create(ReadOnlySpan<ulong> alternate) => alternate.ToArray();
}
