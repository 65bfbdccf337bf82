using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Detections.Eql.Syntax;

/// <summary>Field names and calls of functions.</summary>
internal sealed partial class Parser
{
    private Expression ParseFieldOrCall()
    {
        var first = _current;
        var field = ParseField();
        if (_current.IsSymbol("("))
        {
            return first.Kind == TokenKind.Identifier && first.Span.End == field.Span.End
                ? ParseCall(first)
                : throw Unexpected("a comparison; a field cannot be called", []);
        }

        if (_current.IsSymbol("["))
        {
            throw IsIndex()
                ? _source.Error(
                    _current.Span,
                    "Array indexes are not supported; a comparison is true if any value of the field satisfies it"
                )
                : _source.Error(_current.Span, "Found [[], expected a comparison");
        }

        return field;
    }

    private CallExpression ParseCall(Token name)
    {
        if (!_current.IsSymbol("("))
        {
            throw Unexpected($"[(] after the function [{name.Text}]", []);
        }

        Enter();
        var open = Advance();
        var arguments = ImmutableArray.CreateBuilder<Expression>();
        if (!_current.IsSymbol(")"))
        {
            arguments.Add(ParseOr());
            while (_current.IsSymbol(","))
            {
                Advance();
                arguments.Add(ParseOr());
            }
        }

        var close = _current.Span;
        ExpectClosing("[,] or [)]", open);
        _nesting--;
        return new CallExpression(
            name.Span.To(close),
            name.Span,
            name.Text.TrimEnd('~'),
            name.Kind == TokenKind.InsensitiveName,
            arguments.ToImmutable()
        );
    }

    private FieldExpression ParseField()
    {
        var start = _current.Span;
        var isOptional = _current.IsSymbol("?");
        if (isOptional)
        {
            Advance();
        }

        var name = new StringBuilder();
        var end = ParseSegment(name);
        while (_current.IsSymbol("."))
        {
            Advance();
            name.Append('.');
            end = ParseSegment(name);
        }

        if (_current.Kind == TokenKind.Number && _current.Span.Start == end.End)
        {
            throw _source.Error(
                _current.Span,
                $"Found [{_current.Text}] in a field name; a part that begins with a digit needs back-ticks, as in [a.`0`]"
            );
        }

        return new FieldExpression(start.To(end), Checked(name.ToString(), start.To(end)), isOptional);
    }

    /// <summary>Whether a number follows the bracket; anything else opens the filter of a sequence or sample.</summary>
    private bool IsIndex()
    {
        var next = _current.Span.End;
        while (_source[next] is ' ' or '\t' or '\r' or '\n')
        {
            next++;
        }

        return char.IsAsciiDigit(_source[next]);
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
}
