using System.Collections.Immutable;

namespace Detections.Eql.Syntax;

/// <summary>Sequences and samples: keys, <c>maxspan</c>, bracketed filters with their keys and runs, <c>until</c>.</summary>
internal sealed partial class Parser
{
    private SequenceQuery ParseSequence()
    {
        var start = Advance().Span;
        var keys = ParseKeys();
        var maxSpan = ParseMaxSpan();
        if (maxSpan is not null && _current.IsKeyword("by"))
        {
            throw _source.Error(_current.Span, "Please specify sequence [by] before [with] not after");
        }

        var terms = ParseTerms(keys, "a filter in brackets, such as [[process where true]]");
        var until = ParseUntil(keys);
        RejectWrongSequence(start, terms, until, maxSpan);
        return new SequenceQuery(terms, until, maxSpan);
    }

    private SampleQuery ParseSample()
    {
        var start = Advance().Span;
        var keys = ParseKeys();
        if (_current.IsKeyword("with"))
        {
            throw _source.Error(_current.Span, "A sample has no [with]; [maxspan] is for sequences");
        }

        var terms = ParseTerms(keys, "a filter in brackets, such as [[process where true]]");
        if (_current.IsKeyword("until"))
        {
            throw _source.Error(_current.Span, "A sample has no [until]; only a sequence has an order");
        }

        RejectWrongSample(start, terms);
        return new SampleQuery(terms);
    }

    private static string ExpectedAfterTerm(Query query) =>
        query switch
        {
            SequenceQuery { Until: null } => "another [[], [by], [with runs=…], [until], [|] or the end of the query",
            SequenceQuery => "[|] or the end of the query",
            _ => "another [[], [by] or the end of the query",
        };

    private ImmutableArray<Term> ParseTerms(ImmutableArray<FieldExpression> keys, string expected)
    {
        if (!IsTerm())
        {
            throw Unexpected(expected, ["by", "with"]);
        }

        var terms = ImmutableArray.CreateBuilder<Term>();
        while (IsTerm())
        {
            terms.Add(ParseTerm(keys));
        }

        return terms.ToImmutable();
    }

    private bool IsTerm() => _current.IsSymbol("[") || _current.IsSymbol("![") || _current.IsSymbol("!");

    private Term ParseTerm(ImmutableArray<FieldExpression> keys)
    {
        if (_current.IsSymbol("!"))
        {
            throw _source.Error(_current.Span, "A missing event is written [![], without a blank between the two");
        }

        var open = Advance();
        var filter = ParseEvent("an event category or [any] after [[]");
        if (!_current.IsSymbol("]"))
        {
            throw Unexpected($"[and], [or] or []] to close the [{open.Text}] of {Place(open)}", ["and", "or"]);
        }

        var close = Advance().Span;
        keys = [.. keys, .. ParseKeys()];
        var runs = ParseRuns();
        if (_current.IsKeyword("by"))
        {
            throw _source.Error(_current.Span, "Please specify [by] before [with runs], not after");
        }

        return new Term(open.Span.To(close), filter, open.Text == "![", keys, runs);
    }

    private ImmutableArray<FieldExpression> ParseKeys()
    {
        if (!_current.IsKeyword("by"))
        {
            return [];
        }

        Advance();
        var keys = ImmutableArray.CreateBuilder<FieldExpression>();
        keys.Add(ParseKey());
        while (_current.IsSymbol(","))
        {
            Advance();
            keys.Add(ParseKey());
        }

        return keys.ToImmutable();
    }

    private FieldExpression ParseKey()
    {
        if (
            _current.Kind is TokenKind.Number or TokenKind.String or TokenKind.InsensitiveName
            || _current.IsSymbol("-")
        )
        {
            throw _source.Error(
                _current.Span,
                $"Unsupported join key [{_current.Text}]; [by] accepts field names only"
            );
        }

        var key = ParseField();
        if (_current.IsSymbol("[") && IsIndex())
        {
            throw _source.Error(_current.Span, "Array indexes are not supported; every value of the field is a key");
        }

        return _current.Kind == TokenKind.Symbol && _current.Text is not ("," or "[" or "![" or "]" or "!" or "|")
            ? throw _source.Error(
                _current.Span,
                $"Unsupported join key, found [{_current.Text}] after [{_source.Slice(key.Span)}]; [by] accepts field names only"
            )
            : key;
    }

    private Term? ParseUntil(ImmutableArray<FieldExpression> keys)
    {
        if (!_current.IsKeyword("until"))
        {
            return null;
        }

        Advance();
        if (!IsTerm())
        {
            throw Unexpected("a filter in brackets after [until]", []);
        }

        var until = ParseTerm(keys);
        if (until.IsMissing)
        {
            throw _source.Error(until.Span, "[until] needs an event; a missing event [![] cannot end a sequence");
        }

        return until.Runs == 1
            ? until
            : throw _source.Error(until.Span, "[until] ends a sequence at its first event; it has no [runs]");
    }

    private void ExpectSymbol(string symbol, string expected)
    {
        if (!_current.IsSymbol(symbol))
        {
            throw Unexpected(expected, []);
        }

        Advance();
    }
}
