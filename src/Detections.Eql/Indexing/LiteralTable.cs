namespace Detections.Eql.Indexing;

/// <summary>Which predicates of a field ask for a text, by the hash of the folded text. A collision only costs a test in vain.</summary>
internal sealed class LiteralTable
{
    private readonly ulong[] _hashes;
    private readonly int[]?[] _predicates;

    public LiteralTable(IReadOnlyList<Predicate> predicates)
    {
        var byHash = new Dictionary<ulong, List<int>>();
        foreach (var predicate in predicates)
        {
            foreach (var text in predicate.Needles?.Texts ?? [])
            {
                byHash.TryAdd(TextHash.Of(text), []);
                byHash[TextHash.Of(text)].Add(predicate.Number);
            }
        }

        IsEmpty = byHash.Count == 0;
        _hashes = new ulong[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(byHash.Count * 2) + 1)];
        _predicates = new int[]?[_hashes.Length];
        foreach (var (hash, numbers) in byHash)
        {
            var place = PlaceOf(hash);
            _hashes[place] = hash;
            _predicates[place] = [.. numbers];
        }
    }

    public bool IsEmpty { get; }

    public ReadOnlySpan<int> Find(ReadOnlySpan<byte> folded) => _predicates[PlaceOf(TextHash.Of(folded))];

    /// <summary>Where the hash is, or the free place where it would be.</summary>
    private int PlaceOf(ulong hash)
    {
        var place = (int)hash & (_hashes.Length - 1);
        while (_predicates[place] is not null && _hashes[place] != hash)
        {
            place = (place + 1) & (_hashes.Length - 1);
        }

        return place;
    }
}
