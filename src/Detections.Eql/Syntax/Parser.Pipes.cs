using System.Collections.Immutable;
using Detections.Eql.Values;

namespace Detections.Eql.Syntax;

/// <summary>Pipes: <c>head</c> and <c>tail</c>.</summary>
internal sealed partial class Parser
{
    private ImmutableArray<Pipe> ParsePipes(Query query)
    {
        var pipes = ImmutableArray.CreateBuilder<Pipe>();
        while (_current.IsSymbol("|"))
        {
            if (query is SampleQuery)
            {
                throw _source.Error(_current.Span, "Samples do not support pipes yet");
            }

            Advance();
            pipes.Add(ParsePipe());
        }

        return pipes.ToImmutable();
    }

    private Pipe ParsePipe()
    {
        var name = _current;
        if (name.Kind is not (TokenKind.Identifier or TokenKind.Keyword))
        {
            throw Unexpected("[head] or [tail] after [|]", []);
        }

        Advance();
        if (name.Text is "count" or "filter" or "sort" or "unique" or "unique_count")
        {
            throw _source.Error(name.Span, $"Pipe [{name.Text}] is not supported; the pipes are [head] and [tail]");
        }

        if (name.Text is not ("head" or "tail"))
        {
            throw _source.Error(
                name.Span,
                $"Unrecognized pipe [{name.Text}], expected [head] or [tail]{Suggestion.For(name.Text, ["head", "tail"])}"
            );
        }

        return new Pipe(name.Text == "head", ParseCount(name));
    }

    private int ParseCount(Token name)
    {
        var arguments = ImmutableArray.CreateBuilder<Expression>();
        if (_current.Kind != TokenKind.End && !_current.IsSymbol("|"))
        {
            arguments.Add(ParseOr());
            while (_current.IsSymbol(","))
            {
                Advance();
                arguments.Add(ParseOr());
            }
        }

        if (arguments.Count != 1)
        {
            throw _source.Error(
                name.Span,
                $"Pipe [{name.Text}] expects exactly one argument but found [{arguments.Count}]"
            );
        }

        var argument = arguments[0];
        return
            argument is LiteralExpression { Value: Number { IsInteger: true, Integer: >= 0 and <= int.MaxValue } count }
            ? (int)count.Integer
            : throw _source.Error(
                argument.Span,
                $"Pipe [{name.Text}] expects a positive integer but found [{_source.Slice(argument.Span)}]"
            );
    }
}
