using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Detections.Eql;

namespace Detections.Matching;

/// <summary>Reads an event once and answers which rules it is of use to. Reusable, for one thread.</summary>
internal sealed class EventMatcher
{
    private readonly RuleMatcher _rules;
    private readonly EventReader _reader;
    private readonly EqlStep[] _steps;
    private readonly (int Rule, int Step)[] _owners;
    private readonly StepMatcher _matcher;
    private readonly List<RuleHit> _hits = [];
    private readonly int[] _satisfied;

    /// <summary>Of the event that was read last, by slot: all rules ask for the same few.</summary>
    private readonly Dictionary<int, DateTimeOffset?> _times = [];

    public EventMatcher(RuleMatcher rules)
        : this(rules, new([.. rules.Steps.SelectMany(steps => steps)])) { }

    /// <param name="matcher">Asks all steps of the rules, in their order.</param>
    public EventMatcher(RuleMatcher rules, StepMatcher matcher)
    {
        _rules = rules;
        _reader = new(rules.Table);
        _steps = [.. rules.Steps.SelectMany(steps => steps)];
        _owners = [.. rules.Steps.SelectMany((steps, rule) => steps.Select((_, step) => (rule, step)))];
        _satisfied = new int[_steps.Length];
        _matcher = matcher;
    }

    /// <summary>The rules of which the event that was read last satisfies a step, in their order.</summary>
    public ReadOnlySpan<RuleHit> Hits => CollectionsMarshal.AsSpan(_hits);

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
        _times.Clear();
        _hits.Clear();
        if (!_reader.TryRead(source, fields, out values, out problem))
        {
            return false;
        }

        var found = _matcher.Match(values);
        found.CopyTo(_satisfied);
        Keep(found.Length);
        return true;
    }

    /// <summary>The steps of its rule that an event satisfies, in their order.</summary>
    public ReadOnlySpan<int> StepsOf(RuleHit hit) => _satisfied.AsSpan(hit.Start, hit.Count);

    /// <summary>What a rule makes of the event that was read last; of a sequence or sample rule, never a match.</summary>
    public EventVerdict Judge(int rule, EqlEvent values) =>
        !_rules.Rules[rule].IsEventRule || !_hits.Exists(hit => hit.Rule == rule) ? EventVerdict.NoMatch
        : _rules.Accepts(rule, values, step: 0) ? EventVerdict.Match
        : EventVerdict.Excepted;

    /// <summary>
    /// Asks each step of a rule by itself, and whether that is what was found of the event that was read last. If it is not, all rules are
    /// asked in that way about this event.
    /// </summary>
    public bool Verify(int rule, EqlEvent values)
    {
        var hit = _hits.Find(hit => hit.Rule == rule);
        var agrees = true;
        for (var step = 0; step < _rules.Steps[rule].Length; step++)
        {
            agrees &= _rules.Steps[rule][step].Matches(values) == (hit.Rule == rule && StepsOf(hit).Contains(step));
        }

        if (!agrees)
        {
            AskAll(values);
        }

        return agrees;
    }

    /// <summary>When the event arrived by the field that the rule names; null where it does not say, or says several times.</summary>
    public DateTimeOffset? ArrivalOf(int rule, EqlEvent values)
    {
        var slot = _rules.ArrivalSlotOf(rule, values);
        if (!_times.TryGetValue(slot, out var time))
        {
            _times.Add(slot, time = values.HasSeveral(slot) ? null : TimeIn(values, slot));
        }

        return time;
    }

    /// <summary>Whether the event has the field by which the rule goes. What has not is none of the rule's windows.</summary>
    public bool HasArrival(int rule, EqlEvent values) => values.Has(_rules.ArrivalSlotOf(rule, values));

    /// <summary>Of the event alone, whatever a rule says: they decide where its alerts live.</summary>
    public EventTimes TimesOf(EqlEvent values)
    {
        var happened = TimeIn(values, _rules.TimestampSlot);
        var arrived = TimeIn(values, _rules.IngestedSlot);
        return new(happened ?? arrived ?? DateTimeOffset.UnixEpoch, arrived ?? happened ?? DateTimeOffset.UnixEpoch);
    }

    /// <summary>Whether the event says when it arrived.</summary>
    public bool IsStamped(EqlEvent values) => TimeIn(values, _rules.IngestedSlot) is not null;

    /// <summary>When the event happened, by what orders the events of the rule; null where it does not say.</summary>
    public DateTimeOffset? HappenedAt(int rule, EqlEvent values) => TimeIn(values, _rules.OrderSlotOf(rule));

    /// <summary>When the event arrived, else when it happened; null where it says neither.</summary>
    public DateTimeOffset? FoundBy(EqlEvent values) =>
        TimeIn(values, _rules.IngestedSlot) ?? TimeIn(values, _rules.TimestampSlot);

    /// <summary>How long the event took to arrive, where it tells.</summary>
    public TimeSpan? LagOf(EqlEvent values) =>
        TimeIn(values, _rules.IngestedSlot) - TimeIn(values, _rules.TimestampSlot);

    private static DateTimeOffset? TimeIn(EqlEvent values, int slot) =>
        EventTime.TryParse(values.FirstValue(slot), out var time) ? time : null;

    private void AskAll(EqlEvent values)
    {
        var count = 0;
        for (var step = 0; step < _steps.Length; step++)
        {
            if (_steps[step].Matches(values))
            {
                _satisfied[count++] = step;
            }
        }

        _hits.Clear();
        Keep(count);
    }

    /// <summary>Groups the steps by their rules, whose own numbers they then have.</summary>
    private void Keep(int count)
    {
        _satisfied.AsSpan(0, count).Sort();
        for (var index = 0; index < count; index++)
        {
            var (rule, step) = _owners[_satisfied[index]];
            _satisfied[index] = step;
            if (_hits.Count > 0 && _hits[^1].Rule == rule)
            {
                _hits[^1] = _hits[^1] with { Count = _hits[^1].Count + 1 };
            }
            else
            {
                _hits.Add(new(rule, index, Count: 1));
            }
        }
    }
}
