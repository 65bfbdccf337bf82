namespace Detections.Alerts;

/// <summary>How a field of an alert can be looked for.</summary>
internal enum FieldKind
{
    Keyword,

    /// <summary>A keyword that is also searched by words.</summary>
    Searched,
    Text,

    /// <summary>Kept and shown, not searched.</summary>
    Stored,
    Flattened,
    Date,
    Long,
    Float,
    Boolean,
    Ip,
}
