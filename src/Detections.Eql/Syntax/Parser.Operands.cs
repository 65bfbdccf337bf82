using System.Collections.Immutable;
using Detections.Eql.Values;

namespace Detections.Eql.Syntax;

/// <summary>Operands: arithmetic, signs, the predicates that bind to a primary (<c>in</c>, <c>:</c>, <c>like</c>), literals.</summary>
internal sealed partial class Parser
{
    /// <summary>
    /// Operators lean to the left, so a chain of them is as deep a tree as it is long, and its length has to be limited.
    /// </summary>
    private const int MaxArithmeticOperators = 500;

    private int _arithmeticOperators;

    private Expression ParseOperand() => ParseArithmetic("+-", ParseProduct);

    private Expression ParseProduct() => ParseArithmetic("*/%", ParseSigned);

    private Expression ParseArithmetic(string operators, Func<Expression> parseOperand)
    {
        var left = parseOperand();
        while (_current.Kind == TokenKind.Symbol && operators.Contains(_current.Text, StringComparison.Ordinal))
        {
            if (++_arithmeticOperators > MaxArithmeticOperators)
            {
                throw _source.Error(
                    _current.Span,
                    $"The query has too many arithmetic operators; at most {MaxArithmeticOperators} are accepted"
                );
            }

            var op = Advance().Text[0];
            var right = parseOperand();
            left = new ArithmeticExpression(left.Span.To(right.Span), left, op, right);
        }

        return left;
    }

    private Expression ParseSigned()
    {
        if (!_current.IsSymbol("-") && !_current.IsSymbol("+"))
        {
            return ParsePredicate();
        }

        Enter();
        var sign = Advance();
        var isLiteral = _current.Kind == TokenKind.Number;
        var operand = ParseSigned();
        _nesting--;
        var span = sign.Span.To(operand.Span);
        if (isLiteral && operand is MembershipExpression or PatternExpression or NotExpression)
        {
            throw _source.Error(
                span,
                $"The operators [in], [:], [like] and [regex] bind tighter than the sign in [{_source.Slice(span)}]; put the number in brackets"
            );
        }

        if (sign.Text == "+")
        {
            return operand.InBrackets(span);
        }

        return isLiteral && operand is LiteralExpression { Value: Number number } literal
            ? new LiteralExpression(span, -number, "-" + literal.Text)
            : new NegationExpression(span, operand);
    }

    private Expression ParsePredicate()
    {
        var operand = ParsePrimary();
        var isNegated = _current.IsKeyword("not");
        var not = isNegated ? Advance() : default;
        var op = PredicateOperator();
        if (isNegated && op is not ("in" or "in~"))
        {
            throw _source.Error(
                not.Span.To(_current.Span),
                op is null
                    ? $"Found {_current.Describe()} after [not], expected [in] or [in~]"
                    : $"[not] before an operator is for [in] and [in~] only; write [not {_source.Slice(operand.Span)} {op} …]"
            );
        }

        if (op is null)
        {
            return operand;
        }

        Advance();
        if (op is not ("in" or "in~"))
        {
            var (patterns, end) = ParsePatterns(op);
            return new PatternExpression(operand.Span.To(end), operand, op, patterns);
        }

        var (values, close) = ParseList(op, ParseOr);
        var membership = new MembershipExpression(operand.Span.To(close), operand, op, values);
        return isNegated ? new NotExpression(membership.Span, membership) : membership;
    }

    private string? PredicateOperator() =>
        _current.Kind is TokenKind.Keyword or TokenKind.Symbol
        && _current.Text is ":" or "in" or "in~" or "like" or "like~" or "regex" or "regex~"
            ? _current.Text
            : null;

    private (ImmutableArray<LiteralExpression> Patterns, TextSpan End) ParsePatterns(string op)
    {
        if (_current.IsSymbol("("))
        {
            return ParseList(op, () => ParsePattern(op));
        }

        var pattern = ParsePattern(op);
        return ([pattern], pattern.Span);
    }

    private LiteralExpression ParsePattern(string op)
    {
        if (TryParseLiteral() is { } literal)
        {
            return literal;
        }

        throw _current.Kind is TokenKind.Identifier or TokenKind.QuotedIdentifier or TokenKind.InsensitiveName
            ? _source.Error(
                _current.Span,
                $"Found [{_current.Text}] on the right of [{op}], expected a string or a list of strings; "
                    + "fields and functions cannot stand there"
            )
            : Unexpected($"a string after [{op}]", []);
    }

    private (ImmutableArray<T> Items, TextSpan End) ParseList<T>(string op, Func<T> parseItem)
    {
        if (!_current.IsSymbol("("))
        {
            throw Unexpected($"a list in brackets after [{op}]", []);
        }

        Enter();
        var open = Advance();
        if (_current.IsSymbol(")"))
        {
            throw _source.Error(
                open.Span.To(_current.Span),
                $"The list after [{op}] is empty, expected at least one value"
            );
        }

        var items = ImmutableArray.CreateBuilder<T>();
        items.Add(parseItem());
        while (_current.IsSymbol(","))
        {
            Advance();
            items.Add(parseItem());
        }

        var close = _current.Span;
        ExpectClosing("[,] or [)]", open);
        _nesting--;
        return (items.ToImmutable(), close);
    }

    private Expression ParsePrimary()
    {
        if (TryParseLiteral() is { } literal)
        {
            return literal;
        }

        if (_current.IsSymbol("("))
        {
            return ParseBracketed();
        }

        if (_current.Kind == TokenKind.InsensitiveName)
        {
            return ParseCall(Advance());
        }

        if (_current.Kind is TokenKind.Identifier or TokenKind.QuotedIdentifier || _current.IsSymbol("?"))
        {
            return ParseFieldOrCall();
        }

        throw _current.Kind == TokenKind.Keyword
        && _current.Text is not ("and" or "or" or "in" or "like" or "where" or "not" or "in~" or "like~")
            ? _source.Error(
                _current.Span,
                $"[{_current.Text}] is a keyword; to use it as a field name put it in back-ticks: [`{_current.Text}`]"
            )
            : Unexpected("a field, a literal, [not] or [(]", []);
    }

    private Expression ParseBracketed()
    {
        Enter();
        var open = Advance();
        var inner = ParseOr();
        var close = _current.Span;
        ExpectClosing("[and], [or] or [)]", open);
        _nesting--;
        return inner.InBrackets(open.Span.To(close));
    }

    private LiteralExpression? TryParseLiteral()
    {
        var token = _current;
        if (token.Kind is TokenKind.String or TokenKind.Number)
        {
            Advance();
            return new LiteralExpression(token.Span, token.Value, token.Value as string ?? token.Text);
        }

        if (token.Kind != TokenKind.Keyword || token.Text is not ("true" or "false" or "null"))
        {
            return null;
        }

        Advance();
        return LiteralExpression.OfTruth(token.Span, token.Text == "null" ? null : token.Text == "true");
    }
}
