namespace Detections.Eql.Execution;

/// <summary>The JSON type of a value.</summary>
internal enum ValueKind : byte
{
    String,
    Number,
    Boolean,
}
