using Detections.Eql;

namespace Detections.Rules.Filters;

/// <summary>What an exception or filter asks of an event, before the slots of its fields are known.</summary>
internal sealed class EventCondition
{
    private readonly Func<FieldTable, Func<EqlEvent, bool>> _compile;

    private EventCondition(IEnumerable<string> fields, Func<FieldTable, Func<EqlEvent, bool>> compile)
    {
        Fields = [.. fields.Distinct(StringComparer.Ordinal)];
        _compile = compile;
    }

    public IReadOnlyList<string> Fields { get; }

    public static EventCondition Always { get; } = new([], _ => _ => true);

    /// <summary>Whether any value of a field passes a test.</summary>
    /// <param name="test">Makes the test for the field's type.</param>
    /// <param name="parent">Of a nested field, the object that holds it.</param>
    /// <exception cref="FormatException">The test does not fit the field.</exception>
    public static EventCondition Of(string field, Func<FieldType?, FieldTest> test, string? parent = null)
    {
        var tests = TestedField.Of(field, parent).Select(f => (f.Name, Test: test(f.Type))).ToList();
        return new(
            tests.Select(t => t.Name),
            table =>
            {
                var slots = tests.ConvertAll(t => (t.Test, Slot: table.SlotOf(t.Name)));
                return slots is [var (only, slot)]
                    ? values => only.Passes(values, slot)
                    : values => slots.Exists(s => s.Test.Passes(values, s.Slot));
            }
        );
    }

    public static EventCondition Exists(string field)
    {
        var names = TestedField.Of(field).Select(f => f.Name).ToList();
        return new(
            names,
            table =>
            {
                var slots = names.ConvertAll(table.SlotOf);
                return values => slots.Exists(values.Has);
            }
        );
    }

    public static EventCondition Of(EqlQuery query) =>
        new(
            query.Fields,
            table =>
            {
                var step = query.Compile(table)[0];
                return step.Matches;
            }
        );

    public static EventCondition All(IReadOnlyList<EventCondition> conditions) =>
        conditions is [var only]
            ? only
            : new(
                conditions.SelectMany(c => c.Fields),
                table =>
                {
                    var compiled = Compile(conditions, table);
                    return values => compiled.TrueForAll(c => c(values));
                }
            );

    public static EventCondition AtLeast(int count, IReadOnlyList<EventCondition> conditions) =>
        new(
            conditions.SelectMany(c => c.Fields),
            table =>
            {
                var compiled = Compile(conditions, table);
                return count == 1
                    ? values => compiled.Exists(c => c(values))
                    : values => compiled.Count(c => c(values)) >= count;
            }
        );

    public static EventCondition Not(EventCondition condition) =>
        new(
            condition.Fields,
            table =>
            {
                var compiled = condition.Compile(table);
                return values => !compiled(values);
            }
        );

    /// <param name="table">One that has all <see cref="Fields"/>.</param>
    public Func<EqlEvent, bool> Compile(FieldTable table) => _compile(table);

    private static List<Func<EqlEvent, bool>> Compile(IEnumerable<EventCondition> conditions, FieldTable table) =>
        [.. conditions.Select(c => c.Compile(table))];
}
