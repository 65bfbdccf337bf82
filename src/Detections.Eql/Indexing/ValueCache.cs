using System.Numerics;

namespace Detections.Eql.Indexing;

/// <summary>
/// The values of one field that were seen before, as they were written, and the predicates that each of them passes: most fields repeat a few values for ever.
/// Bounded, and emptied when it is full.
/// </summary>
internal sealed class ValueCache(int words)
{
    /// <summary>One in so many may be new.</summary>
    private const int MostMisses = 16;

    /// <summary>Longer values seldom come again.</summary>
    public const int MaxLength = 1024;

    private const int MaxValues = 4096;
    private const int MaxBytes = 1 << 20;
    private const int FirstValues = 16;
    private const int FirstBytes = 1024;
    private const int Watched = 4096;

    private int[] _places = new int[4 * FirstValues];
    private Entry[] _entries = new Entry[FirstValues];
    private byte[] _texts = new byte[FirstBytes];
    private int _count;
    private int _textsUsed;
    private bool _isFresh = true;
    private int _lookups;
    private int _misses;

    /// <summary>Whether so many values came again of late that remembering them pays.</summary>
    public bool IsWorthwhile { get; private set; } = true;

    /// <summary>For each value the predicates that it passes, as bits.</summary>
    public ulong[] Passed { get; private set; } = new ulong[FirstValues * words];

    /// <summary>Where the bits of a value are, if it is known.</summary>
    public bool TryFind(ReadOnlySpan<byte> text, int kind, ulong hash, out int at)
    {
        if (++_lookups == Watched)
        {
            // The first of them are new anyhow
            IsWorthwhile = _misses * MostMisses <= _lookups || _isFresh;
            _isFresh = false;
            _lookups = _misses = 0;
            if (!IsWorthwhile)
            {
                Empty();
            }
        }

        at = -1;
        if (!IsWorthwhile)
        {
            return false;
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
                at = (number - 1) * words;
                return true;
            }
        }

        _misses++;
        return false;
    }

    /// <summary>The watch begins anew.</summary>
    public void TryAgain()
    {
        if (!IsWorthwhile)
        {
            _isFresh = true;
            _places = new int[4 * FirstValues];
            _entries = new Entry[FirstValues];
            _texts = new byte[FirstBytes];
            Passed = new ulong[FirstValues * words];
        }

        IsWorthwhile = true;
        _lookups = _misses = 0;
    }

    /// <summary>Keeps a value, with room for the bits of the predicates that it passes, none of them at first.</summary>
    public int Add(ReadOnlySpan<byte> text, int kind, ulong hash)
    {
        if (_count == MaxValues || _textsUsed + text.Length > MaxBytes)
        {
            Array.Clear(_places);
            Array.Clear(Passed);
            _count = _textsUsed = 0;
        }

        Grow(text.Length);
        text.CopyTo(_texts.AsSpan(_textsUsed));
        _entries[_count] = new(hash, _textsUsed, text.Length, kind);
        _textsUsed += text.Length;
        _count++;
        Place(hash, _count);
        return (_count - 1) * words;
    }

    private void Empty()
    {
        _places = [];
        _entries = [];
        _texts = [];
        Passed = [];
        _count = _textsUsed = 0;
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
        var passed = new ulong[_count * 2 * words];
        Passed.CopyTo(passed, 0);
        Passed = passed;
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

    private readonly record struct Entry(ulong Hash, int Start, int Length, int Kind);
}
