using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Detections.Eql;
using Detections.Rules;

namespace Detections.Matching;

/// <summary>Reads an event once and answers which rules it satisfies. Reusable, for one thread.</summary>
internal sealed class RuleMatcher
{
    private const string Timestamp = "@timestamp";
    private const string Ingested = "event.ingested";

    private readonly FieldTable _table;
    private readonly EqlStep?[] _steps;
    private readonly int _ingestedSlot;
    private readonly int _timestampSlot;
    private readonly (int Slot, bool FallsBack)[] _arrival;
    private readonly EventReader _reader;

    public RuleMatcher(IReadOnlyList<Rule> rules)
    {
        Rules = rules;
        _table = FieldTable.Create([
            .. rules.SelectMany(r => r.Query.Fields),
            .. rules.SelectMany(r => r.Query.OrderFields),
            .. rules.Select(r => r.TimestampOverride).OfType<string>(),
            Timestamp,
            Ingested,
        ]);
        _reader = new(_table);
        _timestampSlot = _table.SlotOf(Timestamp);
        _ingestedSlot = _table.SlotOf(Ingested);
        _arrival =
        [
            .. rules.Select(r =>
                (_table.SlotOf(r.TimestampOverride ?? Timestamp), !r.TimestampOverrideFallbackDisabled)
            ),
        ];
        _steps = [.. rules.Select(r => r.IsEventRule ? r.Query.Compile(_table)[0] : null)];
    }

    public IReadOnlyList<Rule> Rules { get; }

    /// <summary>All fields that the rules need of an event.</summary>
    public ImmutableArray<string> Fields => _table.Fields;

    public bool TryRead(
        ReadOnlyMemory<byte> source,
        [NotNullWhen(true)] out EqlEvent? values,
        [NotNullWhen(false)] out string? problem
    ) => _reader.TryRead(source, out values, out problem);

    /// <param name="fields">Values of fields that the source does not hold, as a search gives them.</param>
    public bool TryRead(
        ReadOnlyMemory<byte> source,
        ReadOnlyMemory<byte> fields,
        [NotNullWhen(true)] out EqlEvent? values,
        [NotNullWhen(false)] out string? problem
    ) => _reader.TryRead(source, fields, out values, out problem);

    /// <summary>Whether an event alone is a match of the rule; never of a sequence or sample, for which see <see cref="Track"/>.</summary>
    public bool Matches(int rule, EqlEvent values) => _steps[rule] is { } step && step.Matches(values);

    /// <summary>Begins to look for sequences or samples of a rule among the events that are read from now on.</summary>
    public EqlMatcher Track(int rule, EqlMatcherOptions options) => Rules[rule].Query.CreateMatcher(_table, options);

    /// <summary>When the event arrived by the fields that the rule names; null where it does not say.</summary>
    public DateTimeOffset? ArrivalOf(int rule, EqlEvent values)
    {
        var (slot, fallsBack) = _arrival[rule];
        return TimeIn(values, slot) ?? (fallsBack ? TimeIn(values, _timestampSlot) : null);
    }

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
