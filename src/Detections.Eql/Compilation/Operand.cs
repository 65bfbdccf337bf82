using Detections.Eql.Values;

namespace Detections.Eql.Compilation;

/// <summary>
/// A compiled expression, evaluated for one combination of the values of its fields.
/// </summary>
/// <param name="values">The event.</param>
/// <param name="picks">For each occurrence of a field, from left to right, the value to take, or -1 where the field has none.</param>
internal delegate Scalar Operand(EqlEvent values, ReadOnlySpan<int> picks);
