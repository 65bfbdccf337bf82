namespace Detections.Eql.Syntax;

/// <summary>
/// Recursive descent over EQL's grammar. This part reads the statement; the other parts read conditions and operands. What the
/// language has but this parser does not know yet is an error that says so.
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

    public EventQuery ParseQuery()
    {
        RejectOtherStatements();
        var category = ParseCategory();
        Expect("where");
        var condition = ParseOr();
        RejectPipe();
        if (_current.Kind != TokenKind.End)
        {
            throw Unexpected("[and], [or] or the end of the query", ["and", "or"]);
        }

        return new EventQuery(category.Kind == TokenKind.Keyword ? null : TextOf(category), category.Span, condition);
    }

    private static string TextOf(Token category) => category.Value as string ?? category.Text;

    private void RejectOtherStatements()
    {
        if (_current.IsKeyword("sequence"))
        {
            throw _source.NotSupportedYet(_current.Span, "Sequences");
        }

        if (_current.IsKeyword("sample"))
        {
            throw _source.NotSupportedYet(_current.Span, "Samples");
        }

        if (_current.IsKeyword("join"))
        {
            throw _source.Error(_current.Span, "[join] is not supported; write a [sequence]");
        }
    }

    private Token ParseCategory()
    {
        var category = _current;
        if (category.Kind is not (TokenKind.Identifier or TokenKind.String) && !category.IsKeyword("any"))
        {
            throw category.Kind == TokenKind.Keyword && !category.IsKeyword("where")
                ? _source.Error(
                    category.Span,
                    $"The keyword [{category.Text}] cannot be an event category as it is; write it as a string: [\"{category.Text}\"]"
                )
                : Unexpected("an event category, [any], [sequence] or [sample]", []);
        }

        Advance();
        return category;
    }

    private void RejectPipe()
    {
        if (_current.IsSymbol("|"))
        {
            throw _source.NotSupportedYet(_current.Span, "Pipes");
        }
    }

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
