namespace Detections.Eql;

/// <summary>Something in a query that is probably not what its author meant.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Message">A sentence: what was found and what it means.</param>
/// <param name="Line">The line, counted from 1.</param>
/// <param name="Column">The column in UTF-16 units, counted from 1.</param>
/// <param name="Length">How many UTF-16 units of the text are meant.</param>
public sealed record EqlRemark(EqlRemarkKind Kind, string Message, int Line, int Column, int Length);
