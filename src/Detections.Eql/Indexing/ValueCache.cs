using System.Numerics;
using Detections.Eql.Execution;

namespace Detections.Eql.Indexing;

/// <summary>
/// The values of one field that were seen before and the predicates that each of them passes: most fields repeat a few values for ever.
/// Bounded, and emptied when it is full.
/// </summary>
internal sealed class ValueCache(int words)
{
    /// <summary>Longer values seldom come again.</summary>
    public const int MaxLength = 512;

    private const int MaxValues = 4096;
    private const int Watched = 4096;

    private int[] _places = new int[64];
    private Entry[] _entries = new Entry[16];
    private ulong[] _passed = new ulong[16 * words];
    private byte[] _texts = new byte[1024];
    private int _count;
    private int _textsUsed;
    private int _lookups;
    private int _misses;

    /// <summary>Whether so many values came again of late that remembering them pays.</summary>
    public bool IsWorthwhile { get; private set; } = true;

    /// <summary>The predicates that a value passes, if it is known.</summary>
    public bool TryFind(ReadOnlySpan<byte> text, ValueKind kind, ulong hash, out ReadOnlySpan<ulong> passed)
    {
        if (++_lookups == Watched)
        {
            // One in sixteen may be new
            IsWorthwhile = _misses * 16 <= _lookups;
            _lookups = _misses = 0;
        }

        var mask = _places.Length - 1;
        for (var place = (int)hash & mask; _places[place] is > 0 and var number; place = (place + 1) & mask)
        {
            ref readonly var entry = ref _entries[number - 1];
            if (
                entry.Hash == hash
                && entry.Kind == kind
                && text.SequenceEqual(_texts.AsSpan(entry.Start, entry.Length))
            )
            {
                passed = _passed.AsSpan((number - 1) * words, words);
                return true;
            }
        }

        _misses++;
        passed = default;
        return false;
    }

    /// <summary>Room for the predicates that a new value passes, none of them at first.</summary>
    public Span<ulong> Add(ReadOnlySpan<byte> text, ValueKind kind, ulong hash)
    {
        if (_count == MaxValues)
        {
            Array.Clear(_places);
            Array.Clear(_passed);
            _count = _textsUsed = 0;
        }

        Grow(text.Length);
        text.CopyTo(_texts.AsSpan(_textsUsed));
        _entries[_count] = new(hash, _textsUsed, text.Length, kind);
        _textsUsed += text.Length;
        _count++;
        Place(hash, _count);
        return _passed.AsSpan((_count - 1) * words, words);
    }

    private void Grow(int length)
    {
        if (_textsUsed + length > _texts.Length)
        {
            Array.Resize(ref _texts, (int)BitOperations.RoundUpToPowerOf2((uint)(_textsUsed + length)));
        }

        if (_count < _entries.Length)
        {
            return;
        }

        Array.Resize(ref _entries, _count * 2);
        Array.Resize(ref _passed, _count * 2 * words);
        _places = new int[_count * 2 * 4];
        for (var number = 1; number <= _count; number++)
        {
            Place(_entries[number - 1].Hash, number);
        }
    }

    private void Place(ulong hash, int number)
    {
        var mask = _places.Length - 1;
        var place = (int)hash & mask;
        while (_places[place] > 0)
        {
            place = (place + 1) & mask;
        }

        _places[place] = number;
    }

    private readonly record struct Entry(ulong Hash, int Start, int Length, ValueKind Kind);
}
