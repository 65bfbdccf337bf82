namespace Detections.Eql;

/// <summary>What is wrong with a query and where.</summary>
/// <param name="Message">A sentence: what was found, what was expected and, where one is known, how to repair it.</param>
/// <param name="Line">The line, counted from 1.</param>
/// <param name="Column">The column in UTF-16 units, counted from 1.</param>
/// <param name="Length">How many UTF-16 units of the text are meant; 0 at the end of the query.</param>
public sealed record EqlError(string Message, int Line, int Column, int Length)
{
    /// <summary>Whether the text or its sense is wrong.</summary>
    public EqlErrorKind Kind { get; init; }

    /// <summary>The error in one line: <c>line L:C: message</c>.</summary>
    public override string ToString() => $"line {Line}:{Column}: {Message}";
}
