using Detections.Eql.Compilation;
using Detections.Eql.Compilation.Conditions;
using Detections.Eql.Shapes;

namespace Detections.Eql;

/// <summary>One event filter of a query, compiled against a field table. It has no state: all threads may share it.</summary>
public sealed class EqlStep
{
    private readonly EventTest _test;
    private readonly JoinKeyReader _keys;

    internal EqlStep(FieldTable fields, Condition condition, JoinKeyReader keys)
    {
        Fields = fields;
        Condition = condition;
        _test = condition.Compile();
        _keys = keys;
    }

    /// <summary>
    /// Whether the event satisfies the filter. A test is true if any value of its field passes it, so a missing field passes none;
    /// <c>not</c>, <c>!=</c> and <c>not in</c> are plain complements, which a missing field does satisfy. That is how Elasticsearch
    /// translates EQL to filters. Never throws on data.
    /// </summary>
    /// <param name="values">An event read by an <see cref="EventReader"/> of the same field table.</param>
    public bool Matches(EqlEvent values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return _test(values);
    }

    /// <summary>The table that the step was compiled against.</summary>
    internal FieldTable Fields { get; }

    internal Condition Condition { get; }

    /// <summary>Adds the join keys of an event that matches; false if there are more than the limit.</summary>
    internal bool TryReadKeys(EqlEvent values, int limit, List<JoinKey> keys) => _keys.TryRead(values, limit, keys);
}
