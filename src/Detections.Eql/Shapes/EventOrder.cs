using Detections.Eql.Compilation;
using Detections.Eql.Values;

namespace Detections.Eql.Shapes;

/// <summary>Reads what orders events: the timestamp and the tiebreaker.</summary>
internal sealed record EventOrder(int TimestampSlot, bool IsNanoseconds, int TiebreakerSlot, FieldKind TiebreakerKind)
{
    /// <summary>Nanoseconds since 1970, or null if the event has no time that can be read.</summary>
    public long? TimeOf(EqlEvent values) =>
        Instant.TryRead(values.FirstValue(TimestampSlot), IsNanoseconds, out var time) ? time : null;

    public Scalar TiebreakerOf(EqlEvent values) =>
        TiebreakerSlot < 0 || values.First(TiebreakerSlot) is < 0
            ? Scalar.Null
            : FieldValue.Read(values.Value(values.First(TiebreakerSlot)), TiebreakerKind);
}
