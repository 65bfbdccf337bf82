using System.Diagnostics.CodeAnalysis;

namespace Detections.Eql.Indexing;

/// <summary>Programs by the very bytes of the fields that say an event's kind, so that no predicate is asked where they came before.</summary>
internal sealed class SignatureCache
{
    private const int MaxEntries = 4096;

    private readonly Entry[] _entries = new Entry[MaxEntries];
    private byte[] _key = new byte[256];
    private int _length;
    private ulong _hash;

    public bool TryFind(EqlEvent values, List<FieldState> fields, [NotNullWhen(true)] out Program? program)
    {
        _length = 0;
        foreach (var field in fields)
        {
            for (var index = values.First(field.Slot); index >= 0; index = values.Next(index))
            {
                var value = values.Value(index);
                // A length in front, so that two values are never taken for one
                Append((byte)value.Kind, value.Text);
            }

            Append(byte.MaxValue, []);
        }

        _hash = TextHash.Of(_key.AsSpan(0, _length));
        ref readonly var entry = ref _entries[_hash & (MaxEntries - 1)];
        program = entry.Hash == _hash && _key.AsSpan(0, _length).SequenceEqual(entry.Key) ? entry.Program : null;
        return program is not null;
    }

    /// <summary>Keeps the program of the event that was looked for last.</summary>
    public void Add(Program program) =>
        _entries[_hash & (MaxEntries - 1)] = new(_hash, _key.AsSpan(0, _length).ToArray(), program);

    private void Append(byte kind, ReadOnlySpan<byte> text)
    {
        if (_key.Length < _length + 5 + text.Length)
        {
            Array.Resize(ref _key, (_length + 5 + text.Length) * 2);
        }

        _key[_length] = kind;
        BitConverter.TryWriteBytes(_key.AsSpan(_length + 1), text.Length);
        text.CopyTo(_key.AsSpan(_length + 5));
        _length += 5 + text.Length;
    }

    private readonly record struct Entry(ulong Hash, byte[] Key, Program Program);
}
