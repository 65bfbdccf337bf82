namespace Detections.Eql;

/// <summary>What a match of a query consists of.</summary>
public enum EqlQueryKind
{
    /// <summary>One event.</summary>
    Event,

    /// <summary>Events in an order.</summary>
    Sequence,

    /// <summary>Events that share their keys, in no order.</summary>
    Sample,
}
