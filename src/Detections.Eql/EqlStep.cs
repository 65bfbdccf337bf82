using Detections.Eql.Compilation;

namespace Detections.Eql;

/// <summary>One event filter of a query, compiled against a field table. It has no state: all threads may share it.</summary>
public sealed class EqlStep
{
    private readonly EventTest _test;

    internal EqlStep(EventTest test) => _test = test;

    /// <summary>Whether the event satisfies the filter. Never throws on data and allocates nothing.</summary>
    /// <param name="values">An event read by an <see cref="EventReader"/> of the same field table.</param>
    public bool Matches(EqlEvent values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return _test(values);
    }
}
