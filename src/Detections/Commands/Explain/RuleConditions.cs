using Detections.Eql;
using Detections.Matching;
using Detections.Matching.Exceptions;
using Detections.Matching.ValueLists;
using Detections.Rules;

namespace Detections.Commands.Explain;

/// <summary>Says which exception or filter of a rule takes an event away that satisfies its query.</summary>
internal sealed class RuleConditions
{
    private readonly EventReader _reader;
    private readonly RuleExceptions _exceptions;
    private readonly RuleFilters _filters;
    private readonly DateTimeOffset _now;

    /// <param name="now">By which exceptions expire.</param>
    public RuleConditions(Rule rule, ValueListFiles lists, DateTimeOffset now)
    {
        var table = FieldTable.Create(ConditionFields.Of(rule));
        _reader = new(table);
        _exceptions = new(rule, table, lists);
        _filters = new(rule, table);
        _now = now;
    }

    /// <summary>Exceptions that are not applied and why, a sentence each.</summary>
    public IReadOnlyList<string> Problems => _exceptions.Problems;

    /// <summary>Null where the event counts.</summary>
    /// <param name="step">The step that the event satisfies, the first being 0.</param>
    public string? ReasonAgainst(ReadOnlyMemory<byte> source, int step)
    {
        if (!_reader.TryRead(source, out var values, out var problem))
        {
            return problem;
        }

        return !_filters.Pass(values) ? "a filter of the rule takes the event away"
            : _exceptions.Find(values, source, step, _now) is { } item
                ? $"the exception \"{item.Name}\" takes the event away"
            : null;
    }
}
