using System.Text;
using Detections.Eql;
using Detections.Matching.ValueLists;
using Detections.Rules;
using Detections.Rules.Filters;

namespace Detections.Matching.Exceptions;

/// <summary>Turns the entries of exception items into conditions, with the meaning that Kibana gives them.</summary>
internal sealed class EntryConditions(ValueListFiles lists)
{
    /// <summary>The fields that an entry reads from an event.</summary>
    public static IEnumerable<string> FieldsOf(ExceptionEntry entry, string? parent = null) =>
        entry.Type switch
        {
            ExceptionEntryType.Eql => entry.Query!.Fields,
            ExceptionEntryType.Nested => entry.Entries.SelectMany(e => FieldsOf(e, entry.Field)),
            _ => TestedField.Of(entry.Field, parent).Select(f => parent is null ? f.Name : $"{parent}.{f.Name}"),
        };

    /// <param name="parent">Of an entry in a nested one, the object from which it is read.</param>
    /// <exception cref="FormatException">The entry cannot be evaluated.</exception>
    public EventCondition Of(ExceptionEntry entry, bool ignoresCase, string? parent = null)
    {
        var condition = entry.Type switch
        {
            ExceptionEntryType.Match or ExceptionEntryType.MatchAny => EventCondition.Of(
                entry.Field,
                type => FieldTest.Equal(type, Utf8(entry.Values), ignoresCase),
                parent
            ),
            ExceptionEntryType.Wildcard => EventCondition.AtLeast(
                1,
                [
                    .. entry.Values.Select(pattern =>
                        EventCondition.Of(entry.Field, type => FieldTest.Wildcard(type, pattern, ignoresCase), parent)
                    ),
                ]
            ),
            ExceptionEntryType.Exists => EventCondition.Exists(entry.Field),
            ExceptionEntryType.List => InList(entry, ignoresCase, parent),
            ExceptionEntryType.Eql => EventCondition.Of(entry.Query!),
            _ => throw new FormatException($"\"{entry.Field}\" is nested in a nested entry; one level is evaluated"),
        };
        return entry.IsExcluded ? EventCondition.Not(condition) : condition;
    }

    private EventCondition InList(ExceptionEntry entry, bool ignoresCase, string? parent)
    {
        if (!lists.TryGet(entry.ListId!, out var list, out var problem))
        {
            throw new FormatException(problem);
        }

        var isOfAddresses = entry.ListType switch
        {
            "keyword" => false,
            "ip" or "ip_range" => true,
            _ => throw new FormatException(
                $"the value list \"{entry.ListId}\" is of type [{entry.ListType}]; evaluated are keyword, ip and ip_range"
            ),
        };
        return EventCondition.Of(entry.Field, type => list.TestOf(type, isOfAddresses, ignoresCase), parent);
    }

    private static byte[][] Utf8(IReadOnlyList<string> texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];
}
