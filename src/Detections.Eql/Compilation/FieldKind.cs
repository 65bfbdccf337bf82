namespace Detections.Eql.Compilation;

/// <summary>How the values of a field compare, which the mapping decides and not the JSON of the event.</summary>
internal enum FieldKind
{
    /// <summary>No mapping is known: the literal it is compared with decides.</summary>
    Unknown,
    Text,
    Number,
    Boolean,
    Address,
    Date,
    DateNanos,
    Version,
}
