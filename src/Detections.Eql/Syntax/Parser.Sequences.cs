using System.Collections.Immutable;
using Detections.Eql.Values;

namespace Detections.Eql.Syntax;

/// <summary>Sequences and samples: keys, <c>maxspan</c>, bracketed filters with their keys and runs, <c>until</c>.</summary>
internal sealed partial class Parser
{
    private const int MaxStages = 256;
    private const int MaxRuns = 100;
    private const int MaxSampleFilters = 5;

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

    private int ParseRuns()
    {
        if (!_current.IsKeyword("with"))
        {
            return 1;
        }

        Advance();
        var option = _current;
        if (option.Kind is not (TokenKind.Identifier or TokenKind.Keyword))
        {
            throw Unexpected("[runs] after [with]", []);
        }

        if (option.Text != "runs")
        {
            throw _source.Error(
                option.Span,
                $"Unrecognized option [{option.Text}], expecting [runs]"
                    + (option.Text == "maxspan" ? "; [maxspan] stands in front of the first filter" : "")
            );
        }

        Advance();
        ExpectSymbol("=", "[=] after [runs]");
        var sign = _current.IsSymbol("-") ? Advance() : default;
        var number = _current;
        if (number.Value is not Number runs)
        {
            throw Unexpected("a number of runs", []);
        }

        Advance();
        var span = sign.Text is null ? number.Span : sign.Span.To(number.Span);
        if (sign.Text is not null || !runs.IsInteger || runs.Integer < 1)
        {
            throw _source.Error(span, $"A positive runs value is required; found [{_source.Slice(span)}]");
        }

        return runs.Integer <= MaxRuns
            ? (int)runs.Integer
            : throw _source.Error(
                span,
                $"A query cannot be repeated more than {MaxRuns} times; found [{_source.Slice(span)}]"
            );
    }

    private TimeSpan? ParseMaxSpan()
    {
        if (!_current.IsKeyword("with"))
        {
            return null;
        }

        Advance();
        if (!_current.IsKeyword("maxspan"))
        {
            throw _current.Kind is TokenKind.Identifier or TokenKind.Keyword
                ? _source.Error(
                    _current.Span,
                    $"Unrecognized option [{_current.Text}], expecting [maxspan]{Suggestion.For(_current.Text, ["maxspan"])}"
                )
                : Unexpected("[maxspan] after [with]", []);
        }

        Advance();
        ExpectSymbol("=", "[=] after [maxspan]");
        return ParseDuration();
    }

    private TimeSpan ParseDuration()
    {
        var sign = _current.IsSymbol("-") ? Advance() : default;
        var number = _current;
        if (number.Value is not Number amount)
        {
            throw Unexpected("a duration such as [30s], [5m] or [1h]", []);
        }

        Advance();
        var unit = _current.Kind is TokenKind.Identifier or TokenKind.Keyword ? Advance() : default;
        var start = sign.Text is null ? number.Span : sign.Span;
        var span = start.To(unit.Text is null ? number.Span : unit.Span);
        var text = _source.Slice(span);
        if (unit.Text is null)
        {
            throw _source.Error(span, $"No time unit specified, did you mean [s] as in [{text}s]?");
        }

        var milliseconds = unit.Text switch
        {
            "ms" => 1L,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => throw _source.Error(
                unit.Span,
                $"Unrecognized time unit [{unit.Text}] in [{text}], please specify one of [ms, s, m, h, d]"
            ),
        };
        if (!amount.IsInteger)
        {
            throw _source.Error(
                span,
                $"Decimal time interval [{text}] not supported; please use a positive integer and a smaller unit"
            );
        }

        if (sign.Text is not null || amount.Integer == 0)
        {
            throw _source.Error(span, $"A positive maxspan value is required; found [{text}]");
        }

        return amount.Integer <= MaxDays * 86_400_000L / milliseconds
            ? TimeSpan.FromMilliseconds(amount.Integer * milliseconds)
            : throw _source.Error(span, $"The maxspan [{text}] is too long; at most {MaxDays} days are accepted");
    }

    /// <summary>A century.</summary>
    private const int MaxDays = 36_525;

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

    private void RejectWrongSequence(TextSpan start, ImmutableArray<Term> terms, Term? until, TimeSpan? maxSpan)
    {
        var stages = until is null ? 0 : 1;
        var positive = 0;
        Term? missing = null;
        foreach (var term in terms)
        {
            stages += term.Runs;
            positive += term.IsMissing ? 0 : 1;
            missing ??= term.IsMissing ? term : null;
        }

        if (stages < 2)
        {
            throw _source.Error(start, $"A sequence requires a minimum of 2 queries, found [{stages}]");
        }

        if (stages > MaxStages)
        {
            throw _source.Error(start, $"Sequence cannot contain more than {MaxStages} queries; found [{stages}]");
        }

        if (positive == 0)
        {
            throw _source.Error(start, "A sequence requires at least one positive event query; found none");
        }

        if (missing is not null && maxSpan is null)
        {
            throw _source.Error(
                missing.Span,
                "[maxspan] is required for sequences with missing events queries; found none"
            );
        }

        RejectUnevenKeys(until is null ? terms : terms.Add(until));
    }

    private void RejectWrongSample(TextSpan start, ImmutableArray<Term> terms)
    {
        if (terms.Length is < 2 or > MaxSampleFilters)
        {
            throw _source.Error(
                start,
                terms.Length < 2
                    ? $"A sample requires a minimum of 2 queries, found [{terms.Length}]"
                    : $"A sample cannot contain more than {MaxSampleFilters} queries; found [{terms.Length}]"
            );
        }

        foreach (var term in terms)
        {
            if (term.IsMissing || term.Runs > 1)
            {
                throw _source.Error(
                    term.Span,
                    term.IsMissing
                        ? "Missing events [![] are for sequences; a sample needs every event"
                        : "A sample has no [runs]; repeat the filter instead"
                );
            }
        }

        RejectUnevenKeys(terms);
        if (terms[0].Keys.IsEmpty)
        {
            throw _source.Error(start, "A sample must have at least one join key; add [by] and a field");
        }

        foreach (var term in terms)
        {
            RejectRepeatedKeys(term);
        }
    }

    private void RejectRepeatedKeys(Term term)
    {
        var seen = new HashSet<string>();
        foreach (var key in term.Keys)
        {
            if (!seen.Add(key.Name))
            {
                throw _source.Error(key.Span, $"Join keys must be used only once, found duplicates: [{key.Name}]");
            }
        }
    }

    private void RejectUnevenKeys(ImmutableArray<Term> terms)
    {
        foreach (var term in terms)
        {
            if (term.Keys.Length != terms[0].Keys.Length)
            {
                throw _source.Error(
                    term.Span,
                    $"Inconsistent number of join keys specified; expected [{terms[0].Keys.Length}] but found [{term.Keys.Length}]"
                );
            }
        }
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
