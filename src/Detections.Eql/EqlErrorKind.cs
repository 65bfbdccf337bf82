namespace Detections.Eql;

/// <summary>At which point a query turned out to be wrong.</summary>
public enum EqlErrorKind
{
    /// <summary>It does not read as a query.</summary>
    Syntax,

    /// <summary>It reads as a query, but makes no sense for its types and fields.</summary>
    Verification,
}
