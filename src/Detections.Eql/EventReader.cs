using System.Diagnostics.CodeAnalysis;
using Detections.Eql.Execution;

namespace Detections.Eql;

/// <summary>
/// Reads the fields of a table from the JSON of one event after the other. Reusable, so that reading allocates nothing once its
/// buffers have grown; not thread-safe: one for each worker.
/// </summary>
/// <remarks>
/// What no field needs is skipped. Of it the reader knows that all strings end and hold no control character, that there is neither a
/// backslash nor a comment outside of strings, and that as many brackets close as open. What else may be wrong with it (a bad number, a
/// missing comma, a bracket of the other kind, an unknown escape) does not keep the event from being judged. Everything else is checked
/// as a parser checks it: the values of fields, and the objects and arrays that lead to them. <see cref="Strict"/> checks all.
/// </remarks>
public sealed class EventReader
{
    /// <summary>By default a value is compared by its first 1 MiB.</summary>
    public const int DefaultMaxValueBytes = 1 << 20;

    private readonly FieldNode _root;
    private readonly ValueCollector _values;
    private readonly TokenReader _tokens;
    private readonly StructuralIndex? _index;

    /// <summary>A reader for the fields of a table.</summary>
    /// <param name="table">The fields to read; all others are skipped.</param>
    /// <param name="maxValueBytes">
    /// The limit of a value in bytes of UTF-8. What is longer is cut, at a whole character, and the event is still judged.
    /// </param>
    public EventReader(FieldTable table, int maxValueBytes = DefaultMaxValueBytes)
        : this(table, maxValueBytes, StructuralIndex.Create()) { }

    internal EventReader(FieldTable table, int maxValueBytes, StructuralIndex? index)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxValueBytes);
        _root = table.Root;
        _values = new ValueCollector(table, maxValueBytes);
        _tokens = new TokenReader(_root, _values);
        _index = index;
    }

    /// <summary>
    /// A reader that checks every byte of an event, also of what it skips. It is several times slower, and of every event that
    /// is JSON it reads the same values: the reference.
    /// </summary>
    /// <param name="table">The fields to read.</param>
    /// <param name="maxValueBytes">The limit of a value in bytes of UTF-8.</param>
    public static EventReader Strict(FieldTable table, int maxValueBytes = DefaultMaxValueBytes) =>
        new(table, maxValueBytes, index: null);

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
        problem = null;
        var isRead = TryReadStructure(source) || TryReadTokens(source, out problem);
        values = isRead ? _values.Event : null;
        return isRead;
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

        _values.BeginFields();
        if (_index is null || !StructuralReader.TryRead(fields.Span, _index, _root, _values))
        {
            // What was added of the fields so far has to go; the source is read again as before
            TryRead(source, out values, out problem);
            _values.BeginFields();
            values = _tokens.TryRead(fields.Span, out problem) ? values : null;
        }

        return values is not null;
    }

    private bool TryReadStructure(ReadOnlyMemory<byte> source)
    {
        if (_index is null)
        {
            return false;
        }

        _values.BeginSource(source);
        return StructuralReader.TryRead(source.Span, _index, _root, _values);
    }

    private bool TryReadTokens(ReadOnlyMemory<byte> source, [NotNullWhen(false)] out string? problem)
    {
        _values.BeginSource(source);
        return _tokens.TryRead(source.Span, out problem);
    }
}
