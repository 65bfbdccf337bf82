using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Detections.Eql;
using Detections.Matching.Exceptions;
using Detections.Matching.ValueLists;
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
    private readonly RuleExceptions?[] _exceptions;
    private readonly RuleFilters?[] _filters;
    private readonly EventReader _reader;

    /// <summary>Of the event that was read last, by slot: all rules ask for the same few.</summary>
    private readonly Dictionary<int, DateTimeOffset?> _times = [];
    private ReadOnlyMemory<byte> _source;

    public RuleMatcher(IReadOnlyList<Rule> rules, ValueListFiles lists)
    {
        Rules = rules;
        _table = FieldTable.Create([
            .. rules.SelectMany(r => r.Query.Fields),
            .. rules.SelectMany(r => r.Query.OrderFields),
            .. rules.Select(r => r.TimestampOverride).OfType<string>(),
            .. rules.SelectMany(ConditionFields.Of),
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
        _exceptions = [.. rules.Select(r => r.Exceptions.Count > 0 ? new RuleExceptions(r, _table, lists) : null)];
        _filters = [.. rules.Select(r => r.Filters.Count > 0 ? new RuleFilters(r, _table) : null)];
        Excepted = new long[rules.Count];
        _steps = [.. rules.Select(r => r.IsEventRule ? r.Query.Compile(_table)[0] : null)];
    }

    public IReadOnlyList<Rule> Rules { get; }

    /// <summary>Exceptions that are not applied and why, a sentence each.</summary>
    public IEnumerable<string> Problems => _exceptions.OfType<RuleExceptions>().SelectMany(e => e.Problems);

    /// <summary>By rule, how often an event that was of use to it was taken away by an exception or filter.</summary>
    public long[] Excepted { get; }

    /// <summary>By which exceptions expire.</summary>
    public DateTimeOffset Now { get; set; }

    /// <summary>All fields that the rules need of an event.</summary>
    public ImmutableArray<string> Fields => _table.Fields;

    public bool TryRead(
        ReadOnlyMemory<byte> source,
        [NotNullWhen(true)] out EqlEvent? values,
        [NotNullWhen(false)] out string? problem
    ) => TryRead(source, default, out values, out problem);

    /// <param name="fields">Values that stand beside the source, as `fields` of a search gives them.</param>
    public bool TryRead(
        ReadOnlyMemory<byte> source,
        ReadOnlyMemory<byte> fields,
        [NotNullWhen(true)] out EqlEvent? values,
        [NotNullWhen(false)] out string? problem
    )
    {
        _source = source;
        _times.Clear();
        return _reader.TryRead(source, fields, out values, out problem);
    }

    /// <summary>What the rule makes of the event that was read last; of a sequence or sample rule see <see cref="Track"/>.</summary>
    public EventVerdict Judge(int rule, EqlEvent values) =>
        _steps[rule] is not { } step || !step.Matches(values) ? EventVerdict.NoMatch
        : Accepts(rule, values, step: 0) ? EventVerdict.Match
        : EventVerdict.Excepted;

    /// <summary>Begins to look for sequences or samples of a rule among the events that are read from now on.</summary>
    public EqlMatcher Track(int rule, EqlMatcherOptions options)
    {
        var isConditional = _exceptions[rule] is not null || _filters[rule] is not null;
        return Rules[rule]
            .Query.CreateMatcher(
                _table,
                isConditional ? options with { Accepts = (values, step) => Accepts(rule, values, step) } : options
            );
    }

    /// <summary>When the event arrived by the field that the rule names; null where it does not say, or says several times.</summary>
    public DateTimeOffset? ArrivalOf(int rule, EqlEvent values)
    {
        var (named, fallsBack) = _arrival[rule];
        var slot = !values.Has(named) && fallsBack ? _timestampSlot : named;
        if (!_times.TryGetValue(slot, out var time))
        {
            _times.Add(slot, time = values.HasSeveral(slot) ? null : TimeIn(values, slot));
        }

        return time;
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

    private bool Accepts(int rule, EqlEvent values, int step)
    {
        var accepts =
            _filters[rule]?.Pass(values) != false && _exceptions[rule]?.Excepts(values, _source, step, Now) != true;
        Excepted[rule] += accepts ? 0 : 1;
        return accepts;
    }

    private static DateTimeOffset? TimeIn(EqlEvent values, int slot) =>
        EventTime.TryParse(values.FirstValue(slot), out var time) ? time : null;
}
