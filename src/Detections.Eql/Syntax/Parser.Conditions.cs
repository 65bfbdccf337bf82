using System.Collections.Immutable;

namespace Detections.Eql.Syntax;

/// <summary>Conditions, loosest binding first: <c>or</c>, <c>and</c>, <c>not</c>, comparisons.</summary>
internal sealed partial class Parser
{
    /// <summary>Enough for any rule, and small enough for any thread's stack.</summary>
    private const int MaxNesting = 200;

    private int _nesting;

    private Expression ParseOr() => ParseJoined(isAnd: false, "or", ParseAnd);

    private Expression ParseAnd() => ParseJoined(isAnd: true, "and", ParseNot);

    private Expression ParseJoined(bool isAnd, string word, Func<Expression> parseOperand)
    {
        var first = parseOperand();
        if (!_current.IsKeyword(word))
        {
            return first;
        }

        var operands = ImmutableArray.CreateBuilder<Expression>();
        operands.Add(first);
        while (_current.IsKeyword(word))
        {
            Advance();
            operands.Add(parseOperand());
        }

        return new LogicalExpression(first.Span.To(operands[^1].Span), isAnd, operands.ToImmutable());
    }

    private Expression ParseNot()
    {
        if (_current.IsSymbol("!"))
        {
            throw _source.Error(_current.Span, "Found [!], expected a condition; did you mean [not]?");
        }

        if (!_current.IsKeyword("not"))
        {
            return ParseComparison();
        }

        Enter();
        var not = Advance();
        var operand = ParseNot();
        _nesting--;
        return new NotExpression(not.Span.To(operand.Span), operand);
    }

    private Expression ParseComparison()
    {
        var left = ParseOperand();
        RejectWrongOperator();
        if (ComparisonOperators.Parse(_current) is not { } op)
        {
            return left;
        }

        Advance();
        var right = ParseOperand();
        var comparison = new ComparisonExpression(left.Span.To(right.Span), left, op, right);
        if (ComparisonOperators.Parse(_current) is not null)
        {
            throw _source.Error(
                _current.Span,
                $"Comparisons cannot be chained: found [{_current.Text}] after [{_source.Slice(comparison.Span)}]; "
                    + "join two comparisons with [and]"
            );
        }

        RejectWrongOperator();
        return comparison;
    }

    private void RejectWrongOperator()
    {
        if (_current.IsSymbol("="))
        {
            throw _source.Error(_current.Span, "Found [=], expected a comparison; did you mean [==]?");
        }

        if (_current.IsSymbol("<>"))
        {
            throw _source.Error(_current.Span, "Found [<>], expected a comparison; did you mean [!=]?");
        }

        if (_current.IsKeyword("of"))
        {
            throw _source.Error(_current.Span, "Process relationships are not supported");
        }
    }

    private void Enter()
    {
        if (++_nesting > MaxNesting)
        {
            throw _source.Error(
                _current.Span,
                $"The condition is nested too deep; at most {MaxNesting} levels of brackets and [not] are accepted"
            );
        }
    }
}
