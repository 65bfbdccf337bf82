using Detections.Eql.Compilation;

namespace Detections.Eql;

/// <summary>
/// A test of the values of one field with the meaning of Elasticsearch's term-level queries: true if any value passes, so never for a
/// field that is missing. Like EQL it goes by the type of the field; without one by the JSON of the event. Immutable: all threads may
/// share it.
/// </summary>
public sealed class FieldTest
{
    private readonly ValueTest _test;

    private FieldTest(ValueTest test) => _test = test;

    /// <summary>
    /// Whether a value equals one of those given, as <c>match_phrase</c> asks: a keyword exactly, letter case included; text by all its
    /// words in their order; an address also by its block; a date also by its day.
    /// </summary>
    /// <param name="type">The field's type, if it is known.</param>
    /// <param name="values">The values in UTF-8; the test keeps them.</param>
    /// <param name="ignoresCase">Whether upper and lower case ASCII letters are the same.</param>
    /// <exception cref="FormatException">A value cannot be one of such a field.</exception>
    public static FieldTest Equal(FieldType? type, IReadOnlyCollection<byte[]> values, bool ignoresCase = false)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new(TermTests.IsAnalysed(type) ? TermTests.Phrases(values) : TermTests.Equal(type, values, ignoresCase));
    }

    /// <summary>The same as <c>term</c> and <c>terms</c> ask: text by each of its words.</summary>
    /// <param name="type">The field's type, if it is known.</param>
    /// <param name="values">The values in UTF-8; the test keeps them.</param>
    /// <param name="ignoresCase">Whether upper and lower case ASCII letters are the same.</param>
    /// <exception cref="FormatException">A value cannot be one of such a field.</exception>
    public static FieldTest Term(FieldType? type, IReadOnlyCollection<byte[]> values, bool ignoresCase = false)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new(TermTests.OfEachTerm(type, TermTests.Equal(type, values, ignoresCase)));
    }

    /// <summary>
    /// Whether a value, or a word of text, is like a pattern of Lucene's: <c>*</c> is any run of characters, <c>?</c> one, and a backslash
    /// takes the meaning from the character behind it.
    /// </summary>
    /// <param name="type">The field's type, if it is known.</param>
    /// <param name="pattern">The pattern.</param>
    /// <param name="ignoresCase">Whether upper and lower case ASCII letters are the same.</param>
    /// <exception cref="FormatException">The field holds no texts.</exception>
    public static FieldTest Wildcard(FieldType? type, string pattern, bool ignoresCase = false)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return new(TermTests.OfEachTerm(type, TermTests.Like(type, pattern, ignoresCase)));
    }

    /// <summary>Whether a value, or a word of text, begins so.</summary>
    /// <param name="type">The field's type, if it is known.</param>
    /// <param name="beginning">The beginning.</param>
    /// <param name="ignoresCase">Whether upper and lower case ASCII letters are the same.</param>
    /// <exception cref="FormatException">The field holds no texts.</exception>
    public static FieldTest Prefix(FieldType? type, string beginning, bool ignoresCase = false)
    {
        ArgumentNullException.ThrowIfNull(beginning);
        var escaped = beginning
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("*", "\\*", StringComparison.Ordinal)
            .Replace("?", "\\?", StringComparison.Ordinal);
        return Wildcard(type, escaped + "*", ignoresCase);
    }

    /// <summary>Whether a value lies between bounds.</summary>
    /// <param name="type">The field's type, if it is known.</param>
    /// <param name="range">The bounds.</param>
    /// <exception cref="FormatException">A bound cannot be a value of such a field.</exception>
    public static FieldTest Range(FieldType? type, FieldRange range)
    {
        ArgumentNullException.ThrowIfNull(range);
        return new(RangeTests.Create(type, range));
    }

    /// <summary>Whether a value is an address in one of many ranges, whatever the type of the field.</summary>
    /// <param name="ranges">In UTF-8: addresses, blocks such as <c>10.0.0.0/8</c>, and ranges such as <c>10.0.0.1-10.0.0.9</c>.</param>
    /// <exception cref="FormatException">One is none of these.</exception>
    public static FieldTest Addresses(IReadOnlyCollection<byte[]> ranges)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        return new(TermTests.Addresses(ranges));
    }

    /// <summary>Whether any value of the field passes.</summary>
    /// <param name="values">An event.</param>
    /// <param name="slot">The field's slot in the table that the event was read with.</param>
    public bool Passes(EqlEvent values, int slot)
    {
        ArgumentNullException.ThrowIfNull(values);
        for (var index = values.First(slot); index >= 0; index = values.Next(index))
        {
            if (_test(values.Value(index)))
            {
                return true;
            }
        }

        return false;
    }
}
