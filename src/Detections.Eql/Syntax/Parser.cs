namespace Detections.Eql.Syntax;

/// <summary>
/// Recursive descent over EQL's grammar. This part reads the statement; the other parts read sequences and samples, pipes, conditions
/// and operands.
/// </summary>
internal sealed partial class Parser
{
    private readonly SourceText _source;
    private readonly Lexer _lexer;
    private Token _current;

    public Parser(SourceText source)
    {
        _source = source;
        _lexer = new Lexer(source);
        _current = _lexer.Next();
    }

    public Statement Parse()
    {
        var query = ParseQuery();
        var pipes = ParsePipes(query);
        return _current.Kind == TokenKind.End
            ? new Statement(query, pipes)
            : throw Unexpected(
                query is EventQuery ? "[and], [or] or the end of the query" : ExpectedAfterTerm(query),
                ["and", "or", "by", "with", "until"]
            );
    }

    private Query ParseQuery()
    {
        if (_current.IsKeyword("join"))
        {
            throw _source.Error(_current.Span, "[join] is not supported; write a [sequence]");
        }

        return _current switch
        {
            { Kind: TokenKind.Keyword, Text: "sequence" } => ParseSequence(),
            { Kind: TokenKind.Keyword, Text: "sample" } => ParseSample(),
            _ => ParseEvent("an event category, [any], [sequence] or [sample]"),
        };
    }

    private EventQuery ParseEvent(string expected)
    {
        var category = _current;
        if (category.Kind is not (TokenKind.Identifier or TokenKind.String) && !category.IsKeyword("any"))
        {
            throw category.Kind == TokenKind.Keyword && !category.IsKeyword("where")
                ? _source.Error(
                    category.Span,
                    $"The keyword [{category.Text}] cannot be an event category as it is; write it as a string: [\"{category.Text}\"]"
                )
                : Unexpected(expected, []);
        }

        Advance();
        Expect("where");
        var condition = ParseOr();
        return new EventQuery(category.Kind == TokenKind.Keyword ? null : TextOf(category), category.Span, condition);
    }

    private static string TextOf(Token token) => token.Value as string ?? token.Text;

    private void Expect(string keyword)
    {
        if (!_current.IsKeyword(keyword))
        {
            throw Unexpected($"[{keyword}]", [keyword]);
        }

        Advance();
    }

    private void ExpectClosing(string what, Token open)
    {
        if (!_current.IsSymbol(")"))
        {
            throw Unexpected($"{what} to close the [(] of {Place(open)}", ["and", "or"]);
        }

        Advance();
    }

    private string Place(Token token)
    {
        var error = _source.Error(token.Span, "").Error;
        return $"line {error.Line}:{error.Column}";
    }

    private Token Advance()
    {
        var token = _current;
        _current = _lexer.Next();
        return token;
    }

    private EqlException Unexpected(string expected, ReadOnlySpan<string> keywords) =>
        _source.Error(
            _current.Span,
            $"Found {_current.Describe()}, expected {expected}{Suggestion.For(_current.Text, keywords)}"
        );
}
