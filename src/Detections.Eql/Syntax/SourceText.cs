namespace Detections.Eql.Syntax;

/// <summary>The query text; knows how to place an error in it.</summary>
internal sealed class SourceText(string text)
{
    public string Text { get; } = text;

    public int Length => Text.Length;

    /// <summary>What errors from now on are.</summary>
    public EqlErrorKind Kind { get; set; }

    /// <summary>The character, or NUL behind the end.</summary>
    public char this[int index] => index < Text.Length ? Text[index] : '\0';

    public string Slice(TextSpan span) => Text.Substring(span.Start, span.Length);

    public EqlException Error(TextSpan span, string message)
    {
        var before = Text.AsSpan(0, span.Start);
        var line = before.Count('\n') + 1;
        var column = span.Start - before.LastIndexOf('\n');
        return new EqlException(new EqlError(message, line, column, span.Length) { Kind = Kind });
    }
}
