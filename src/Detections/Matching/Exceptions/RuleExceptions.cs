using System.Text;
using Detections.Eql;
using Detections.Matching.ValueLists;
using Detections.Rules;
using Detections.Rules.Filters;

namespace Detections.Matching.Exceptions;

/// <summary>The exceptions of one rule: an event that one of them takes away does not exist for the rule. Reusable, for one thread.</summary>
internal sealed class RuleExceptions
{
    private const string OsType = "host.os.type";
    private const string OsName = "host.os.name.caseless";

    private readonly List<(ExceptionItem Item, EntryTest[] Entries)> _items = [];
    private readonly List<string> _problems = [];

    /// <param name="table">One that has all <see cref="FieldsOf"/>.</param>
    public RuleExceptions(Rule rule, FieldTable table, ValueListFiles lists)
    {
        var conditions = new EntryConditions(lists);
        foreach (var item in rule.Exceptions)
        {
            if (TryCompile(item, table, conditions, out var entries, out var problem))
            {
                _items.Add((item, entries));
            }
            else
            {
                _problems.Add(
                    $"The exception \"{item.Name}\" ({item.ItemId}) of list \"{item.ListId}\" is not applied to the rule \"{rule.Name}\": {problem}."
                );
            }
        }
    }

    /// <summary>What is not applied and why, a sentence for each item.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>The fields that the exceptions of a rule read from events.</summary>
    public static IEnumerable<string> FieldsOf(Rule rule) =>
        rule
            .Exceptions.SelectMany(item =>
                item.Entries.SelectMany(entry => EntryConditions.FieldsOf(entry)).Concat(FieldsOfOs(item))
            )
            .Distinct(StringComparer.Ordinal);

    /// <summary>Whether the event is taken away.</summary>
    /// <param name="source">The event's JSON, as <paramref name="values"/> were read from it.</param>
    /// <param name="step">The step that the event satisfies, the first being 0.</param>
    public bool Excepts(EqlEvent values, ReadOnlyMemory<byte> source, int step, DateTimeOffset now) =>
        Find(values, source, step, now) is not null;

    /// <summary>The first item that takes the event away.</summary>
    public ExceptionItem? Find(EqlEvent values, ReadOnlyMemory<byte> source, int step, DateTimeOffset now)
    {
        foreach (var (item, entries) in _items)
        {
            var isForStep = item.Steps.Count == 0 || item.Steps.Contains(step);
            if (isForStep && !(item.ExpireTime <= now) && Array.TrueForAll(entries, holds => holds(values, source)))
            {
                return item;
            }
        }

        return null;
    }

    private static bool TryCompile(
        ExceptionItem item,
        FieldTable table,
        EntryConditions conditions,
        out EntryTest[] entries,
        out string problem
    )
    {
        (entries, problem) = ([], "it has no entries, so it would take every event away");
        if (item.Entries.Count == 0)
        {
            return false;
        }

        try
        {
            entries = [.. OfOs(item, table), .. item.Entries.Select(e => Compile(e, item, table, conditions))];
            return true;
        }
        catch (FormatException e)
        {
            problem = e.Message;
            return false;
        }
    }

    private static EntryTest Compile(
        ExceptionEntry entry,
        ExceptionItem item,
        FieldTable table,
        EntryConditions conditions
    )
    {
        try
        {
            if (entry.Type == ExceptionEntryType.Nested)
            {
                return Nested(entry, item, conditions);
            }

            var holds = conditions.Of(entry, item.IsCaseInsensitive).Compile(table);
            return (values, _) => holds(values);
        }
        catch (FormatException e) when (entry.Field.Length > 0)
        {
            throw new FormatException($"{entry.Field}: {e.Message}", e);
        }
    }

    /// <summary>All has to hold for one and the same object.</summary>
    private static EntryTest Nested(ExceptionEntry entry, ExceptionItem item, EntryConditions conditions)
    {
        var all = EventCondition.All([
            .. entry.Entries.Select(e => conditions.Of(e, item.IsCaseInsensitive, parent: entry.Field)),
        ]);
        var table = FieldTable.Create(all.Fields);
        var reader = new EventReader(table);
        var holds = all.Compile(table);
        return (_, source) =>
            NestedObjects
                .Find(source, entry.Field)
                .Exists(o => reader.TryRead(o, out var values, out var _) && holds(values));
    }

    private static IEnumerable<string> FieldsOfOs(ExceptionItem item) =>
        item.OsTypes.Count == 0 ? [] : TestedField.Of(OsName).Select(f => f.Name).Prepend(OsType);

    private static EntryTest[] OfOs(ExceptionItem item, FieldTable table)
    {
        if (item.OsTypes.Count == 0)
        {
            return [];
        }

        byte[][] names = [.. item.OsTypes.Select(Encoding.UTF8.GetBytes)];
        var holds = EventCondition
            .AtLeast(
                1,
                [
                    EventCondition.Of(OsType, type => FieldTest.Equal(type, names)),
                    EventCondition.Of(OsName, type => FieldTest.Equal(type, names, ignoresCase: true)),
                ]
            )
            .Compile(table);
        return [(values, _) => holds(values)];
    }
}
