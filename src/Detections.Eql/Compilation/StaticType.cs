namespace Detections.Eql.Compilation;

/// <summary>What can be said of the values of an expression without an event.</summary>
internal enum StaticType
{
    /// <summary>Any: a field without a mapping.</summary>
    Unknown,
    Null,
    Text,
    Number,
    Boolean,
    Address,
    Date,
    Version,
}
