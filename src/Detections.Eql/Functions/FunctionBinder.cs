using Detections.Eql.Values;

namespace Detections.Eql.Functions;

/// <summary>Makes a body for one call. A constant is null where the argument depends on the event.</summary>
internal delegate FunctionBinding FunctionBinder(IReadOnlyList<Scalar?> constants, bool ignoresCase);
