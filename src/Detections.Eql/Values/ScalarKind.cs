namespace Detections.Eql.Values;

/// <summary>What a <see cref="Scalar"/> is. The order is that in which values of different kinds sort.</summary>
internal enum ScalarKind : byte
{
    Null,
    Boolean,
    Number,
    Instant,
    Address,
    Version,
    Text,
}
