using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
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

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth };

    private readonly FieldNode _root;
    private readonly EqlEvent _event;
    private readonly int _maxValueBytes;
    private byte[] _key = new byte[256];

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
        _event = new EqlEvent(table.Count);
        _maxValueBytes = maxValueBytes;
    }

    /// <summary>
    /// Reads one event. Nested objects and dotted keys mean the same, arrays (nested ones and those of objects too) give a field
    /// several values, and null is no value. Invalid UTF-8 and lone surrogates become U+FFFD.
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
        var reader = new Utf8JsonReader(source.Span, Options);
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                values = null;
                problem = $"The event is not a JSON object but begins with a {Describe(reader.TokenType)}";
                return false;
            }

            ReadObject(ref reader, _root);
            reader.Read();
            values = _event;
            problem = null;
            return true;
        }
        catch (JsonException exception)
        {
            values = null;
            problem = $"The event is not JSON: {exception.Message}";
            return false;
        }
    }

    private static string Describe(JsonTokenType type) =>
        type switch
        {
            JsonTokenType.StartArray => "list",
            JsonTokenType.String => "string",
            JsonTokenType.Number => "number",
            JsonTokenType.Null => "null",
            _ => "boolean",
        };

    private void ReadObject(ref Utf8JsonReader reader, FieldNode node)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var child = node.Find(Key(ref reader));
            reader.Read();
            if (child is null)
                reader.Skip();
            else
                ReadValue(ref reader, child);
        }
    }

    private void ReadValue(ref Utf8JsonReader reader, FieldNode node)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject when node.HasChildren:
                ReadObject(ref reader, node);
                break;
            case JsonTokenType.StartObject:
                reader.Skip();
                break;
            case JsonTokenType.StartArray:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    ReadValue(ref reader, node);
                break;
            case JsonTokenType.String when node.Slot >= 0:
                AddString(ref reader, node.Slot);
                break;
            case JsonTokenType.Number when node.Slot >= 0:
                Add(ref reader, node.Slot, ValueKind.Number);
                break;
            case JsonTokenType.True or JsonTokenType.False when node.Slot >= 0:
                Add(ref reader, node.Slot, ValueKind.Boolean);
                break;
        }
    }

    private ReadOnlySpan<byte> Key(ref Utf8JsonReader reader)
    {
        var key = reader.ValueSpan;
        if (!reader.ValueIsEscaped)
            return key;
        if (_key.Length < key.Length)
            _key = new byte[key.Length];
        return _key.AsSpan(0, JsonText.Unescape(key, _key));
    }

    private void Add(ref Utf8JsonReader reader, int slot, ValueKind kind) =>
        _event.Add(slot, kind, (int)reader.TokenStartIndex, Math.Min(reader.ValueSpan.Length, _maxValueBytes));

    private void AddString(ref Utf8JsonReader reader, int slot)
    {
        var json = reader.ValueSpan;
        var isEscaped = reader.ValueIsEscaped;
        if (!isEscaped && Utf8.IsValid(json))
        {
            var length = JsonText.Cut(json, _maxValueBytes).Length;
            _event.Add(slot, ValueKind.String, (int)reader.TokenStartIndex + 1, length);
            return;
        }

        if (json.Length / JsonText.MaxEscapeLength > _maxValueBytes)
            json = json[..((_maxValueBytes * JsonText.MaxEscapeLength) + JsonText.MaxEscapeLength)];
        var text = _event.Reserve(JsonText.MaxLength(json));
        text = text[..(isEscaped ? JsonText.Unescape(json, text) : JsonText.Repair(json, text))];
        _event.AddFromArena(slot, JsonText.Cut(text, _maxValueBytes).Length);
    }
}
