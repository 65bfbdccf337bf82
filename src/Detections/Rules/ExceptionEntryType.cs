namespace Detections.Rules;

/// <summary>How an exception's entry tests its field, in Kibana's words; `eql` is this program's own.</summary>
internal enum ExceptionEntryType
{
    Match,
    MatchAny,
    Exists,
    Wildcard,
    List,
    Nested,
    Eql,
}
