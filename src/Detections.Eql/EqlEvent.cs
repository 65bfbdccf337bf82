using Detections.Eql.Execution;

namespace Detections.Eql;

/// <summary>
/// The needed values of one event, by slot. It belongs to its <see cref="EventReader"/>, whose next read overwrites it.
/// </summary>
public sealed class EqlEvent
{
    private readonly int[] _first;
    private readonly int[] _last;
    private StoredValue[] _values = new StoredValue[64];
    private int _count;
    private byte[] _arena = new byte[1024];
    private int _arenaUsed;
    private ReadOnlyMemory<byte> _source;

    internal EqlEvent(int slots)
    {
        _first = new int[slots];
        _last = new int[slots];
        Array.Fill(_first, -1);
    }

    /// <summary>The bytes that the values were read from.</summary>
    public ReadOnlyMemory<byte> Source => _source;

    /// <summary>Whether the field has a value. JSON null, an empty array and an array of nulls are no values.</summary>
    public bool Has(int slot) => _first[slot] >= 0;

    /// <summary>Whether the field has more than one value.</summary>
    public bool HasSeveral(int slot) => Has(slot) && _first[slot] != _last[slot];

    /// <summary>
    /// Whether a condition gave up before it had tried all combinations of the values of its fields, of which the event has hundreds of
    /// thousands: it then counted as not true.
    /// </summary>
    public bool IsCut { get; private set; }

    /// <summary>
    /// The first value of the field as UTF-8 text (strings without quotes and escapes, numbers as written, <c>true</c> or
    /// <c>false</c>), or an empty span if it has none.
    /// </summary>
    public ReadOnlySpan<byte> FirstValue(int slot) => Has(slot) ? Text(_values[_first[slot]]) : [];

    internal int First(int slot) => _first[slot];

    internal int Next(int index) => _values[index].Next;

    internal EventValue Value(int index)
    {
        ref readonly var value = ref _values[index];
        return new EventValue(Text(value), value.Kind);
    }

    internal void MarkCut() => IsCut = true;

    internal void Reset(ReadOnlyMemory<byte> source)
    {
        _source = source;
        _count = 0;
        _arenaUsed = 0;
        IsCut = false;
        Array.Fill(_first, -1);
    }

    internal void Add(int slot, ValueKind kind, int start, int length) =>
        Append(slot, new StoredValue(kind, IsInArena: false, start, length, Next: -1));

    /// <summary>Space for a value whose text differs from the source; <see cref="AddFromArena"/> keeps what was written of it.</summary>
    internal Span<byte> Reserve(int length)
    {
        if (_arena.Length - _arenaUsed < length)
        {
            Array.Resize(ref _arena, Math.Max(_arena.Length * 2, _arenaUsed + length));
        }

        return _arena.AsSpan(_arenaUsed, length);
    }

    internal void AddFromArena(int slot, int length, ValueKind kind = ValueKind.String)
    {
        Append(slot, new StoredValue(kind, IsInArena: true, _arenaUsed, length, Next: -1));
        _arenaUsed += length;
    }

    /// <summary>How many values there are; those that come later have greater indices.</summary>
    internal int Count => _count;

    private void Append(int slot, StoredValue value)
    {
        if (_count == _values.Length)
        {
            Array.Resize(ref _values, _count * 2);
        }

        _values[_count] = value;
        if (_first[slot] < 0)
        {
            _first[slot] = _count;
        }
        else
        {
            _values[_last[slot]] = _values[_last[slot]] with { Next = _count };
        }

        _last[slot] = _count++;
    }

    private ReadOnlySpan<byte> Text(in StoredValue value) =>
        (value.IsInArena ? _arena.AsSpan() : _source.Span).Slice(value.Start, value.Length);
}
