using Detections.Eql.Values;

namespace Detections.Eql.Functions;

/// <summary>A function with its constants bound. It never throws; arguments left out are absent from the span.</summary>
internal delegate Scalar FunctionBody(ReadOnlySpan<Scalar> arguments);
