using System.Diagnostics.CodeAnalysis;
using Detections.Eql;
using Detections.Rules;

namespace Detections.Matching;

/// <summary>Reads an event once and answers which rules it satisfies. Reusable, for one thread.</summary>
internal sealed class StepMatcher
{
    private const string Timestamp = "@timestamp";
    private const string Ingested = "event.ingested";

    private readonly EqlStep[] _steps;
    private readonly int _ingestedSlot;
    private readonly int _timestampSlot;
    private readonly EventReader _reader;

    public StepMatcher(IReadOnlyList<Rule> rules)
    {
        Rules = rules;
        var table = FieldTable.Create([.. rules.SelectMany(r => r.Query.Fields), Timestamp, Ingested]);
        _reader = new(table);
        _timestampSlot = table.SlotOf(Timestamp);
        _ingestedSlot = table.SlotOf(Ingested);
        _steps = [.. rules.Select(r => r.Query.Compile(table)[0])];
    }

    public IReadOnlyList<Rule> Rules { get; }

    public bool TryRead(
        ReadOnlyMemory<byte> source,
        [NotNullWhen(true)] out EqlEvent? values,
        [NotNullWhen(false)] out string? problem
    ) => _reader.TryRead(source, out values, out problem);

    public bool Matches(int rule, EqlEvent values) => _steps[rule].Matches(values);

    /// <summary>Of the event alone, whatever a rule says: they decide where its alerts live.</summary>
    public EventTimes TimesOf(EqlEvent values)
    {
        var happened = TimeIn(values, _timestampSlot);
        var arrived = TimeIn(values, _ingestedSlot);
        return new(happened ?? arrived ?? DateTimeOffset.UnixEpoch, arrived ?? happened ?? DateTimeOffset.UnixEpoch);
    }

    /// <summary>How long the event took to arrive, where it tells.</summary>
    public TimeSpan? LagOf(EqlEvent values) => TimeIn(values, _ingestedSlot) - TimeIn(values, _timestampSlot);

    private static DateTimeOffset? TimeIn(EqlEvent values, int slot) =>
        EventTime.TryParse(values.FirstValue(slot), out var time) ? time : null;
}
