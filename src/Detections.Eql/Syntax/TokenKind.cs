namespace Detections.Eql.Syntax;

internal enum TokenKind
{
    End,
    Identifier,
    QuotedIdentifier,
    Keyword,

    /// <summary>An identifier with a tilde at its end, which can only be the name of a function.</summary>
    InsensitiveName,
    String,
    Number,
    Symbol,
}
