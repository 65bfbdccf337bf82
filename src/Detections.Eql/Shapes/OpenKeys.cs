using System.Linq;
using Detections.Eql.Compilation;
using Detections.Eql.Execution;
using Detections.Eql.Values;

namespace Detections.Eql.Shapes;

/// <summary>
/// The join keys that an event of one step has opened, where every match needs an event of that step. Sequences of different keys know
/// nothing of each other: an event with none of these keys can neither be part of a match nor prevent one.
/// </summary>
internal sealed class OpenKeys
{
    private readonly Dictionary<JoinKey, (long Latest, KeyState State)> _keys = [];
    private readonly List<KeyPart> _parts = [];

    public int Count => _keys.Count;

    public IReadOnlyCollection<JoinKey> In(KeyState state) =>
        [.. _keys.Where(key => key.Value.State == state).Select(key => key.Key)];

    public bool Has(JoinKey key) => _keys.ContainsKey(key);

    public bool Has(JoinKey key, KeyState state) => _keys.TryGetValue(key, out var open) && open.State == state;

    /// <summary>Whether a key has the value in a place; for texts it allocates nothing.</summary>
    public bool MayHave(int part, EventValue value, FieldKind kind, DateFormat? format) =>
        part < _parts.Count && _parts[part].Has(value, kind, format);

    /// <summary>Whether a key has null in a place.</summary>
    public bool MayHaveNull(int part) => part < _parts.Count && _parts[part].HasNull;

    public void Open(JoinKey key, long time)
    {
        if (_keys.TryGetValue(key, out var open))
        {
            _keys[key] = open with { Latest = Math.Max(open.Latest, time) };
            return;
        }

        _keys.Add(key, (time, KeyState.New));
        AddParts(key);
    }

    /// <summary>Closes the keys that only events before a time have opened.</summary>
    public void Forget(long before)
    {
        var count = _keys.Count;
        foreach (var (key, open) in _keys)
        {
            if (open.Latest < before)
            {
                _keys.Remove(key);
            }
        }

        if (_keys.Count < count)
        {
            Slack.Return(_keys);
            _parts.Clear();
            foreach (var key in _keys.Keys)
            {
                AddParts(key);
            }
        }
    }

    public void Advance(KeyState from, KeyState to)
    {
        foreach (var key in In(from))
        {
            _keys[key] = _keys[key] with { State = to };
        }
    }

    private void AddParts(JoinKey key)
    {
        for (var part = 0; part < key.Values.Length; part++)
        {
            if (part == _parts.Count)
            {
                _parts.Add(new KeyPart());
            }

            _parts[part].Add(key.Values[part]);
        }
    }
}
