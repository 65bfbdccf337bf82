using Detections.Eql.Compilation;

namespace Detections.Eql;

/// <summary>One event filter of a query, compiled against a field table. It has no state: all threads may share it.</summary>
public sealed class EqlStep
{
    private readonly EventTest _test;

    internal EqlStep(EventTest test) => _test = test;

    /// <summary>
    /// Whether the event satisfies the filter. A test is true if any value of its field passes it, so a missing field passes none;
    /// <c>not</c>, <c>!=</c> and <c>not in</c> are plain complements, which a missing field does satisfy. That is how Elasticsearch
    /// translates EQL to filters. An optional field (<c>?name</c>) is treated like any other. Never throws on data and allocates
    /// nothing.
    /// </summary>
    /// <param name="values">An event read by an <see cref="EventReader"/> of the same field table.</param>
    public bool Matches(EqlEvent values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return _test(values);
    }
}
