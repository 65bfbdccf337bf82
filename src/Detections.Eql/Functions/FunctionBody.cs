using Detections.Eql.Values;

namespace Detections.Eql.Functions;

/// <summary>Evaluates a function. It never throws: what cannot be computed is null.</summary>
internal delegate Scalar FunctionBody(ReadOnlySpan<Scalar> arguments);
