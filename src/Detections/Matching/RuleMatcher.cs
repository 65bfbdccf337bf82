using System.Collections.Immutable;
using Detections.Eql;
using Detections.Matching.Exceptions;
using Detections.Matching.ValueLists;
using Detections.Rules;

namespace Detections.Matching;

/// <summary>Rules compiled against one table of fields. What they make of events, an <see cref="EventMatcher"/> finds out.</summary>
internal sealed class RuleMatcher
{
    private const string Timestamp = "@timestamp";
    private const string Ingested = "event.ingested";

    private readonly (int Slot, bool FallsBack)[] _arrival;
    private readonly int[] _order;
    private readonly RuleExceptions?[] _exceptions;
    private readonly RuleFilters?[] _filters;
    private long _now;

    public RuleMatcher(IReadOnlyList<Rule> rules, ValueListFiles lists)
    {
        Rules = rules;
        Table = FieldTable.Create([.. rules.SelectMany(NeededBy), Timestamp, Ingested]);
        TimestampSlot = Table.SlotOf(Timestamp);
        IngestedSlot = Table.SlotOf(Ingested);
        _arrival =
        [
            .. rules.Select(r =>
                (Table.SlotOf(r.TimestampOverride ?? Timestamp), !r.TimestampOverrideFallbackDisabled)
            ),
        ];
        _order = [.. rules.Select(r => Table.SlotOf(r.Query.OrderFields[0]))];
        _exceptions = [.. rules.Select(r => r.Exceptions.Count > 0 ? new RuleExceptions(r, Table, lists) : null)];
        _filters = [.. rules.Select(r => r.Filters.Count > 0 ? new RuleFilters(r, Table) : null)];
        Excepted = new long[rules.Count];
        Steps = [.. rules.AsParallel().AsOrdered().Select(r => r.Query.Compile(Table))];
    }

    public IReadOnlyList<Rule> Rules { get; }

    /// <summary>By rule, the filters of its query.</summary>
    public ImmutableArray<ImmutableArray<EqlStep>> Steps { get; }

    public FieldTable Table { get; }

    public int TimestampSlot { get; }

    public int IngestedSlot { get; }

    /// <summary>By rule, how often an event that was of use to it was taken away by an exception or filter.</summary>
    public long[] Excepted { get; }

    /// <summary>By which exceptions expire. Groups of rules run at the same time, so it is one word.</summary>
    public DateTimeOffset Now
    {
        get => new(Volatile.Read(ref _now), TimeSpan.Zero);
        set => Volatile.Write(ref _now, value.UtcTicks);
    }

    /// <summary>Exceptions of a rule that are not applied and why, a sentence each.</summary>
    public IReadOnlyList<string> ProblemsOf(int rule) => _exceptions[rule]?.Problems ?? [];

    /// <summary>All fields that some rules need of an event.</summary>
    public static IEnumerable<string> FieldsOf(IEnumerable<Rule> rules) =>
        rules.SelectMany(NeededBy).Append(Timestamp).Append(Ingested).Distinct(StringComparer.Ordinal);

    /// <summary>Begins to look for sequences or samples of a rule among the events that are read from now on.</summary>
    public EqlMatcher Track(int rule, EqlMatcherOptions options)
    {
        var isConditional = _exceptions[rule] is not null || _filters[rule] is not null;
        return Rules[rule]
            .Query.CreateMatcher(
                Table,
                isConditional ? options with { Accepts = (values, step) => Accepts(rule, values, step) } : options
            );
    }

    /// <summary>What an event rule by itself makes of an event.</summary>
    public EventVerdict Judge(int rule, EqlEvent values) =>
        !Steps[rule][0].Matches(values) ? EventVerdict.NoMatch
        : Accepts(rule, values, step: 0) ? EventVerdict.Match
        : EventVerdict.Excepted;

    /// <summary>Whether an event that satisfies a step of a rule may count for it, as its filters and exceptions say.</summary>
    public bool Accepts(int rule, EqlEvent values, int step)
    {
        var accepts =
            _filters[rule]?.Pass(values) != false
            && _exceptions[rule]?.Excepts(values, values.Source, step, Now) != true;
        Excepted[rule] += accepts ? 0 : 1;
        return accepts;
    }

    /// <summary>The field that says when an event arrived, by the rule.</summary>
    public int ArrivalSlotOf(int rule, EqlEvent values)
    {
        var (named, fallsBack) = _arrival[rule];
        return !values.Has(named) && fallsBack ? TimestampSlot : named;
    }

    /// <summary>The field by which the rule orders events.</summary>
    public int OrderSlotOf(int rule) => _order[rule];

    private static IEnumerable<string> NeededBy(Rule rule) =>
        [
            .. rule.Query.Fields,
            .. rule.Query.OrderFields,
            .. rule.TimestampOverride is { } field ? [field] : Array.Empty<string>(),
            .. ConditionFields.Of(rule),
        ];
}
