using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Detections.Eql.Values;

namespace Detections.Eql.Syntax;

/// <summary>Operands: signs, the predicates that bind to a primary (<c>in</c>, <c>:</c>, <c>like</c>), literals and fields.</summary>
internal sealed partial class Parser
{
    private Expression ParseOperand()
    {
        var operand = ParseSigned();
        if (_current.Kind == TokenKind.Symbol && _current.Text is "+" or "-" or "*" or "/" or "%")
        {
            throw ArithmeticNotSupportedYet();
        }

        return operand;
    }

    private EqlException ArithmeticNotSupportedYet()
    {
        var at = _current.Span.Start;
        var isInWord =
            _current.IsSymbol("-") && char.IsAsciiLetterOrDigit(_source[at - 1]) && char.IsAsciiLetter(_source[at + 1]);
        return _source.Error(
            _current.Span,
            "Arithmetic operators are not supported yet"
                + (isInWord ? "; if [-] is part of a field name, put the name in back-ticks [`]" : "")
        );
    }

    private Expression ParseSigned()
    {
        if (!_current.IsSymbol("-") && !_current.IsSymbol("+"))
        {
            return ParsePredicate();
        }

        var sign = Advance();
        if (_current.Kind != TokenKind.Number)
        {
            throw _current.Kind is TokenKind.String or TokenKind.End or TokenKind.Keyword
                ? Unexpected($"a number after [{sign.Text}]", [])
                : _source.NotSupportedYet(sign.Span, "Arithmetic operators");
        }

        var number = Advance();
        var value = (Number)number.Value!;
        if (PredicateOperator() is { } op)
        {
            throw _source.Error(
                _current.Span,
                $"[{op}] binds tighter than the sign of [{sign.Text}{number.Text}]; put the number in brackets"
            );
        }

        return sign.Text == "-"
            ? new LiteralExpression(sign.Span.To(number.Span), -value, "-" + number.Text)
            : new LiteralExpression(sign.Span.To(number.Span), value, number.Text);
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

        if (op is "regex" or "regex~")
        {
            throw _source.NotSupportedYet(_current.Span, "Regular expressions");
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
            throw _source.NotSupportedYet(_current.Span, "Functions");
        }

        if (_current.Kind is TokenKind.Identifier or TokenKind.QuotedIdentifier || _current.IsSymbol("?"))
        {
            return ParseField();
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

    private FieldExpression ParseField()
    {
        var start = _current.Span;
        var isOptional = _current.IsSymbol("?");
        if (isOptional)
        {
            Advance();
        }

        var first = _current;
        var name = new StringBuilder();
        var end = ParseSegment(name);
        while (_current.IsSymbol("."))
        {
            Advance();
            name.Append('.');
            end = ParseSegment(name);
        }

        if (_current.IsSymbol("("))
        {
            throw isOptional || first.Span.End != end.End || first.Kind == TokenKind.QuotedIdentifier
                ? Unexpected("a comparison; a field cannot be called", [])
                : _source.NotSupportedYet(first.Span, "Functions");
        }

        RejectIndex();
        if (_current.Kind == TokenKind.Number && _current.Span.Start == end.End)
        {
            throw _source.Error(
                _current.Span,
                $"Found [{_current.Text}] in a field name; a part that begins with a digit needs back-ticks, as in [a.`0`]"
            );
        }

        return new FieldExpression(start.To(end), Checked(name.ToString(), start.To(end)), isOptional);
    }

    private string Checked(string name, TextSpan span)
    {
        var parts = name.AsSpan().Count('.') + 1;
        return parts <= FieldTable.MostParts
            ? name
            : throw _source.Error(
                span,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"This field name has {parts} parts between its dots; at most {FieldTable.MostParts} are accepted"
                )
            );
    }

    private TextSpan ParseSegment(StringBuilder name)
    {
        if (_current.Kind == TokenKind.Keyword)
        {
            throw _source.Error(
                _current.Span,
                $"[{_current.Text}] is a keyword; as part of a field name put it in back-ticks: [`{_current.Text}`]"
            );
        }

        if (_current.IsSymbol("?"))
        {
            throw _source.Error(_current.Span, "The [?] of an optional field stands in front of its whole name, once");
        }

        if (_current.Kind is not (TokenKind.Identifier or TokenKind.QuotedIdentifier))
        {
            throw Unexpected("a field name", []);
        }

        var segment = Advance();
        name.Append(segment.Value as string ?? segment.Text);
        return segment.Span;
    }

    private void RejectIndex()
    {
        if (!_current.IsSymbol("["))
        {
            return;
        }

        var open = Advance();
        throw _current.Kind == TokenKind.Number
            ? _source.Error(
                open.Span.To(_current.Span),
                "Array indexes are not supported; a comparison is true if any value of the field satisfies it"
            )
            : _source.Error(open.Span, "Found [[], expected a comparison");
    }
}
