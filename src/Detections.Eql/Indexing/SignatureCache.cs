using System.Diagnostics.CodeAnalysis;

namespace Detections.Eql.Indexing;

/// <summary>Programs by the very bytes of the fields that say an event's kind, so that no predicate is asked where they came before.</summary>
internal sealed class SignatureCache
{
    private const int MaxEntries = 4096;

    /// <summary>What says the kind of an event in more bytes is too long to be kept.</summary>
    private const int MaxLength = 512;

    private readonly Entry[] _entries = new Entry[MaxEntries];
    private readonly byte[] _key = new byte[MaxLength];
    private int _length;
    private ulong _hash;
    private bool _isSecond;

    public bool TryFind(EqlEvent values, List<FieldState> fields, [NotNullWhen(true)] out Program? program)
    {
        _length = 0;
        foreach (var field in fields)
        {
            for (var index = values.First(field.Slot); index >= 0; index = values.Next(index))
            {
                var written = values.Written(index, out var kind);
                // A length in front, so that two values are never taken for one
                Append((byte)kind, written);
            }

            Append(byte.MaxValue, []);
        }

        if (_length > MaxLength)
        {
            program = null;
            return false;
        }

        _hash = TextHash.Of(_key.AsSpan(0, _length));
        // Two places, so that two frequent ones that meet do not push each other out
        program = Look(in _entries[PlaceOf(_hash)]) ?? Look(in _entries[PlaceOf(_hash) ^ 1]);
        return program is not null;
    }

    /// <summary>Keeps the program of the event that was looked for last.</summary>
    public void Add(Program program)
    {
        if (_length > MaxLength)
        {
            return;
        }

        var place = PlaceOf(_hash);
        place = _entries[place].Program is null || _isSecond ? place : place ^ 1;
        _isSecond = !_isSecond;
        ref var entry = ref _entries[place];
        if (entry.Key is null || entry.Key.Length < _length)
        {
            entry.Key = new byte[_length * 2];
        }

        _key.AsSpan(0, _length).CopyTo(entry.Key);
        (entry.Hash, entry.Length, entry.Program) = (_hash, _length, program);
    }

    private static int PlaceOf(ulong hash) => (int)(hash & (MaxEntries - 1));

    private Program? Look(in Entry entry) =>
        entry.Hash == _hash && _key.AsSpan(0, _length).SequenceEqual(entry.Key.AsSpan(0, entry.Length))
            ? entry.Program
            : null;

    private void Append(byte kind, ReadOnlySpan<byte> text)
    {
        var start = _length;
        _length += 5 + Math.Min(text.Length, MaxLength);
        if (_length <= MaxLength)
        {
            _key[start] = kind;
            BitConverter.TryWriteBytes(_key.AsSpan(start + 1), text.Length);
            text.CopyTo(_key.AsSpan(start + 5));
        }
    }

    private struct Entry
    {
        public ulong Hash;
        public byte[]? Key;
        public int Length;
        public Program? Program;
    }
}
