namespace Detections.Matching;

/// <summary>What a rule makes of an event.</summary>
internal enum EventVerdict
{
    NoMatch,

    /// <summary>It satisfies the query, and an exception or a filter of the rule takes it away.</summary>
    Excepted,
    Match,
}
