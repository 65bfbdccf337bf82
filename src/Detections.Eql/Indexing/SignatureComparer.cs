namespace Detections.Eql.Indexing;

/// <summary>Signatures with the same contents are the same.</summary>
internal sealed class SignatureComparer : IEqualityComparer<ulong[]>
{
    public static readonly SignatureComparer Instance = new();

    public bool Equals(ulong[]? x, ulong[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(ulong[] obj)
    {
        var hash = new HashCode();
        foreach (var word in obj)
        {
            hash.Add(word);
        }

        return hash.ToHashCode();
    }
}
