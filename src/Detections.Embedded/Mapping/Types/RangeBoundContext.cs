using Detections.Embedded.Mapping.Dates;

namespace Detections.Embedded.Mapping.Types;

internal readonly record struct RangeBoundContext(DateFormat? Format, bool RoundUp, DateTimeOffset Now);
