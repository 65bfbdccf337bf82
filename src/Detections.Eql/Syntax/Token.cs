namespace Detections.Eql.Syntax;

/// <summary>A token: its kind, place, text as written and, for strings, numbers and quoted identifiers, what it means.</summary>
internal readonly record struct Token(TokenKind Kind, TextSpan Span, string Text, object? Value = null)
{
    public bool IsKeyword(string word) => Kind == TokenKind.Keyword && Text == word;

    public bool IsSymbol(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    /// <summary>The token as an error message names it.</summary>
    public string Describe() => Kind == TokenKind.End ? "the end of the query" : $"[{Text}]";
}
