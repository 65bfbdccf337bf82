using Detections.Eql.Values;

namespace Detections.Eql.Compilation;

/// <summary>
/// A compiled expression of texts, written where it is wanted, so that a condition that compares or counts them needs no strings.
/// </summary>
/// <param name="values">The event.</param>
/// <param name="picks">As for an <see cref="Operand"/>.</param>
/// <param name="text">Where it is appended.</param>
/// <returns>False if it is null.</returns>
internal delegate bool TextOperand(EqlEvent values, ReadOnlySpan<int> picks, ref TextBuffer text);
