using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Unicode;
using Detections.Eql.Execution;

namespace Detections.Eql;

/// <summary>
/// Reads the fields of a table from the JSON of one event after the other. Reusable, so that reading allocates nothing once its
/// buffers have grown; not thread-safe: one for each worker.
/// </summary>
public sealed class EventReader
{
    /// <summary>By default a value is compared by its first 1 MiB.</summary>
    public const int DefaultMaxValueBytes = 1 << 20;

    /// <summary>The nesting that Elasticsearch accepts in a document.</summary>
    private const int MaxDepth = 1000;

    private readonly FieldNode _root;
    private readonly ImmutableArray<byte[]?> _nullValues;
    private readonly EqlEvent _event;
    private readonly int _maxValueBytes;
    private byte[] _key = new byte[256];

    /// <summary>How many values the source gave, while what stands beside it is read; else none.</summary>
    private int? _sourceValues;

    /// <summary>A reader for the fields of a table.</summary>
    /// <param name="table">The fields to read; all others are skipped.</param>
    /// <param name="maxValueBytes">
    /// The limit of a value in bytes of UTF-8. What is longer is cut, at a whole character, and the event is still judged.
    /// </param>
    public EventReader(FieldTable table, int maxValueBytes = DefaultMaxValueBytes)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxValueBytes);
        _root = table.Root;
        _nullValues = table.NullValues;
        _event = new EqlEvent(table.Count);
        _maxValueBytes = maxValueBytes;
    }

    /// <summary>
    /// Reads one event. Nested objects and dotted keys mean the same, arrays (nested ones and those of objects too) give a field
    /// several values, and null is no value, unless the mapping gives it one. Invalid UTF-8 and lone surrogates become U+FFFD.
    /// </summary>
    /// <param name="source">The event, one JSON object; it must stay unchanged as long as <paramref name="values"/> is used.</param>
    /// <param name="values">The event's values, valid until the next call.</param>
    /// <param name="problem">Why the bytes are not an event: they are not a JSON object, or nested too deep.</param>
    public bool TryRead(
        ReadOnlyMemory<byte> source,
        [NotNullWhen(true)] out EqlEvent? values,
        [NotNullWhen(false)] out string? problem
    )
    {
        _event.Reset(source);
        _sourceValues = null;
        return TryReadDocument(source.Span, out values, out problem);
    }

    /// <summary>
    /// Reads one event and the values that a search returned beside it, for fields that the event itself does not hold, such as those
    /// with one value for a whole index. Where the event has values for a field, they alone count.
    /// </summary>
    /// <param name="source">The event, one JSON object; it must stay unchanged as long as <paramref name="values"/> is used.</param>
    /// <param name="fields">One JSON object, the <c>fields</c> of a hit; nothing at all means that there are none.</param>
    /// <param name="values">The event's values, valid until the next call.</param>
    /// <param name="problem">Why the bytes are not an event: they are not a JSON object, or nested too deep.</param>
    public bool TryRead(
        ReadOnlyMemory<byte> source,
        ReadOnlyMemory<byte> fields,
        [NotNullWhen(true)] out EqlEvent? values,
        [NotNullWhen(false)] out string? problem
    )
    {
        if (!TryRead(source, out values, out problem) || fields.IsEmpty)
        {
            return values is not null;
        }

        _sourceValues = _event.Count;
        return TryReadDocument(fields.Span, out values, out problem);
    }

    private bool TryReadDocument(
        ReadOnlySpan<byte> json,
        [NotNullWhen(true)] out EqlEvent? values,
        [NotNullWhen(false)] out string? problem
    )
    {
        var cursor = new JsonCursor(json);
        if (ReadDocument(ref cursor))
        {
            values = _event;
            problem = null;
            return true;
        }

        values = null;
        problem = cursor.Problem!;
        return false;
    }

    private bool ReadDocument(ref JsonCursor cursor) =>
        cursor.Expect((byte)'{', "an object") && ReadObject(ref cursor, _root, depth: 1) && cursor.ExpectEnd();

    /// <summary>Reads behind an opening brace. Without a node nothing is needed of what is read, but it must be JSON.</summary>
    private bool ReadObject(ref JsonCursor cursor, FieldNode? node, int depth)
    {
        if (depth > MaxDepth)
        {
            return cursor.FailDepth(MaxDepth);
        }

        if (cursor.Peek() == (byte)'}')
        {
            cursor.Take();
            return true;
        }

        while (true)
        {
            if (cursor.Peek() != (byte)'"')
            {
                return cursor.Fail("a key in quotes");
            }

            if (!cursor.ReadString(out var key) || !cursor.Expect((byte)':', "[:]"))
            {
                return false;
            }

            if (!ReadValue(ref cursor, node?.Find(Text(ref cursor, key)), depth))
            {
                return false;
            }

            if (cursor.Peek() != (byte)',')
            {
                return cursor.Expect((byte)'}', "[,] or [}]");
            }

            cursor.Take();
        }
    }

    private bool ReadArray(ref JsonCursor cursor, FieldNode? node, int depth)
    {
        if (depth > MaxDepth)
        {
            return cursor.FailDepth(MaxDepth);
        }

        if (cursor.Peek() == (byte)']')
        {
            cursor.Take();
            return true;
        }

        while (ReadValue(ref cursor, node, depth))
        {
            if (cursor.Peek() != (byte)',')
            {
                return cursor.Expect((byte)']', "[,] or []]");
            }

            cursor.Take();
        }

        return false;
    }

    private bool ReadValue(ref JsonCursor cursor, FieldNode? node, int depth)
    {
        JsonToken token;
        switch (cursor.Peek())
        {
            case (byte)'"':
                return cursor.ReadString(out token) && AddString(ref cursor, node, token);
            case (byte)'{':
                cursor.Take();
                return ReadObject(ref cursor, node, depth + 1);
            case (byte)'[':
                cursor.Take();
                return ReadArray(ref cursor, node, depth + 1);
            case (byte)'t':
                return cursor.ReadWord("true"u8, out token) && Add(ref cursor, node, ValueKind.Boolean, token);
            case (byte)'f':
                return cursor.ReadWord("false"u8, out token) && Add(ref cursor, node, ValueKind.Boolean, token);
            case (byte)'n':
                return cursor.ReadWord("null"u8, out _) && AddNull(node);
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                return cursor.ReadNumber(out token) && Add(ref cursor, node, ValueKind.Number, token);
            default:
                return cursor.Fail("a value");
        }
    }

    private ReadOnlySpan<byte> Text(ref JsonCursor cursor, JsonToken key)
    {
        var text = cursor.Text(key);
        if (!key.IsEscaped)
        {
            return text;
        }

        if (_key.Length < JsonText.MaxLength(text))
        {
            _key = new byte[JsonText.MaxLength(text)];
        }

        return _key.AsSpan(0, JsonText.Unescape(text, _key));
    }

    /// <summary>Whether a value found here is wanted: beside the source only where the source has none.</summary>
    private bool Takes([NotNullWhen(true)] FieldNode? node) =>
        node is { Slot: >= 0 }
        && (_sourceValues is not { } count || !_event.Has(node.Slot) || _event.First(node.Slot) >= count);

    private bool Add(ref JsonCursor cursor, FieldNode? node, ValueKind kind, JsonToken token)
    {
        if (Takes(node))
        {
            AddText(node.Slot, kind, token.Start, cursor.Text(token)[..Math.Min(token.Length, _maxValueBytes)]);
        }

        return true;
    }

    /// <summary>Values of the source stay where they are; what stands beside it is copied.</summary>
    private void AddText(int slot, ValueKind kind, int start, ReadOnlySpan<byte> text)
    {
        if (_sourceValues is null)
        {
            _event.Add(slot, kind, start, text.Length);
            return;
        }

        text.CopyTo(_event.Reserve(text.Length));
        _event.AddFromArena(slot, text.Length, kind);
    }

    private bool AddNull(FieldNode? node)
    {
        if (Takes(node) && _nullValues[node.Slot] is { } value)
        {
            value.CopyTo(_event.Reserve(value.Length));
            _event.AddFromArena(node.Slot, value.Length);
        }

        return true;
    }

    private bool AddString(ref JsonCursor cursor, FieldNode? node, JsonToken token)
    {
        if (!Takes(node))
        {
            return true;
        }

        var json = cursor.Text(token);
        if (!token.IsEscaped && Utf8.IsValid(json))
        {
            AddText(node.Slot, ValueKind.String, token.Start, JsonText.Cut(json, _maxValueBytes));
            return true;
        }

        // Enough for the limit whatever is escaped, so that a huge value needs no huge buffer
        if (json.Length / JsonText.MaxEscapeLength > _maxValueBytes)
        {
            json = json[..((_maxValueBytes + 1) * JsonText.MaxEscapeLength)];
        }

        var text = _event.Reserve(JsonText.MaxLength(json));
        text = text[..(token.IsEscaped ? JsonText.Unescape(json, text) : JsonText.Repair(json, text))];
        _event.AddFromArena(node.Slot, JsonText.Cut(text, _maxValueBytes).Length);
        return true;
    }
}
