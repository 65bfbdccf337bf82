using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Unicode;

namespace Detections.Eql.Execution;

/// <summary>Puts the values that a document has for the fields of a table into an event.</summary>
internal sealed class ValueCollector(FieldTable table, int maxValueBytes)
{
    private readonly ImmutableArray<byte[]?> _nullValues = table.NullValues;
    private readonly int _maxValueBytes = maxValueBytes;

    /// <summary>How many values the source gave, while what stands beside it is read; else none.</summary>
    private int? _sourceValues;

    public EqlEvent Event { get; } = new(table.Count);

    /// <summary>Up to so many bytes, valid text of the source can be added to the event as it stands.</summary>
    public int PlainLimit { get; private set; }

    /// <summary>From here on, values are those of a new event's source.</summary>
    public void BeginSource(ReadOnlyMemory<byte> source)
    {
        Event.Reset(source);
        _sourceValues = null;
        PlainLimit = _maxValueBytes;
    }

    /// <summary>From here on, values stand beside the source.</summary>
    public void BeginFields()
    {
        _sourceValues = Event.Count;
        PlainLimit = -1;
    }

    /// <summary>Whether a value found here is wanted: beside the source only where the source has none.</summary>
    public bool Takes([NotNullWhen(true)] FieldNode? node) =>
        node is { Slot: >= 0 }
        && (_sourceValues is not { } count || !Event.Has(node.Slot) || Event.First(node.Slot) >= count);

    /// <summary>Adds a number or boolean.</summary>
    public void Add(FieldNode? node, ValueKind kind, int start, ReadOnlySpan<byte> text)
    {
        if (Takes(node))
        {
            AddText(node.Slot, kind, start, text[..Math.Min(text.Length, _maxValueBytes)]);
        }
    }

    public void AddNull(FieldNode? node)
    {
        if (Takes(node) && _nullValues[node.Slot] is { } value)
        {
            value.CopyTo(Event.Reserve(value.Length));
            Event.AddFromArena(node.Slot, value.Length);
        }
    }

    /// <summary>Adds a string without escapes whose bytes are valid UTF-8.</summary>
    public void AddPlain(int slot, int start, ReadOnlySpan<byte> text) =>
        AddText(slot, ValueKind.String, start, JsonText.Cut(text, _maxValueBytes));

    /// <summary>
    /// Adds a string of valid UTF-8 with valid escapes. False if it is for <see cref="AddString"/> to decide, which can cut, and knows of
    /// what stands beside the source.
    /// </summary>
    public bool TryAddEscaped(int slot, int start, int length)
    {
        if (length > _maxValueBytes || _sourceValues is not null)
        {
            return false;
        }

        Event.AddEscaped(slot, start, length);
        return true;
    }

    /// <summary>Adds a string as it stands between its quotes, with escapes that are known to be those of JSON.</summary>
    public void AddString(FieldNode? node, int start, ReadOnlySpan<byte> json, bool isEscaped)
    {
        if (!Takes(node))
        {
            return;
        }

        if (!isEscaped && Utf8.IsValid(json))
        {
            AddPlain(node.Slot, start, json);
            return;
        }

        // Enough for the limit whatever is escaped, so that a huge value needs no huge buffer
        if (json.Length / JsonText.MaxEscapeLength > _maxValueBytes)
        {
            json = json[..((_maxValueBytes + 1) * JsonText.MaxEscapeLength)];
        }

        var text = Event.Reserve(JsonText.MaxLength(json));
        text = text[..(isEscaped ? JsonText.Unescape(json, text) : JsonText.Repair(json, text))];
        Event.AddFromArena(node.Slot, JsonText.Cut(text, _maxValueBytes).Length);
    }

    /// <summary>Values of the source stay where they are; what stands beside it is copied.</summary>
    private void AddText(int slot, ValueKind kind, int start, ReadOnlySpan<byte> text)
    {
        if (_sourceValues is null)
        {
            Event.Add(slot, kind, start, text.Length);
            return;
        }

        text.CopyTo(Event.Reserve(text.Length));
        Event.AddFromArena(slot, text.Length, kind);
    }
}
