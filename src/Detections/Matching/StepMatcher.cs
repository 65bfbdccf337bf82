using System.Diagnostics.CodeAnalysis;
using Detections.Eql;
using Detections.Rules;

namespace Detections.Matching;

/// <summary>Reads an event once and answers which rules it satisfies. Reusable, for one thread.</summary>
internal sealed class StepMatcher
{
    private const string Timestamp = "@timestamp";

    private readonly EqlStep[] _steps;
    private readonly int[] _arrivalSlots;
    private readonly int _timestampSlot;
    private readonly EventReader _reader;

    public StepMatcher(IReadOnlyList<Rule> rules)
    {
        Rules = rules;
        var table = FieldTable.Create(rules.SelectMany(r => r.Query.Fields.Append(ArrivalField(r))).Append(Timestamp));
        _reader = new(table);
        _timestampSlot = table.SlotOf(Timestamp);
        _arrivalSlots = [.. rules.Select(r => table.SlotOf(ArrivalField(r)))];
        _steps = [.. rules.Select(r => r.Query.Compile(table)[0])];
    }

    public IReadOnlyList<Rule> Rules { get; }

    public bool TryRead(
        ReadOnlyMemory<byte> source,
        [NotNullWhen(true)] out EqlEvent? values,
        [NotNullWhen(false)] out string? problem
    ) => _reader.TryRead(source, out values, out problem);

    public bool Matches(int rule, EqlEvent values) => _steps[rule].Matches(values);

    public EventTimes TimesFor(int rule, EqlEvent values)
    {
        var happened = EventTime.TryParse(values.FirstValue(_timestampSlot), out var timestamp);
        var arrived = EventTime.TryParse(values.FirstValue(_arrivalSlots[rule]), out var arrival);
        return new(
            happened ? timestamp
                : arrived ? arrival
                : DateTimeOffset.UnixEpoch,
            arrived ? arrival
                : happened ? timestamp
                : DateTimeOffset.UnixEpoch
        );
    }

    private static string ArrivalField(Rule rule) => rule.TimestampOverride ?? Timestamp;
}
