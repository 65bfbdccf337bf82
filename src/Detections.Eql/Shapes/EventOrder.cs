using Detections.Eql.Compilation;
using Detections.Eql.Values;

namespace Detections.Eql.Shapes;

/// <summary>Reads what orders events: the timestamp and the tiebreaker.</summary>
internal sealed record EventOrder(
    int TimestampSlot,
    FieldKind Kind,
    DateFormat? Format,
    int TiebreakerSlot,
    FieldKind TiebreakerKind
)
{
    /// <summary>Nanoseconds since 1970, or null if the event has no time that can be read.</summary>
    public long? TimeOf(EqlEvent values) =>
        values.First(TimestampSlot) is >= 0 and var first
        && FieldValue.TryReadTime(values.Value(first), Kind, Format, out var time)
            ? time
            : null;

    public Scalar TiebreakerOf(EqlEvent values) =>
        TiebreakerSlot < 0 || values.First(TiebreakerSlot) is < 0
            ? Scalar.Null
            : FieldValue.Read(values.Value(values.First(TiebreakerSlot)), TiebreakerKind);
}
