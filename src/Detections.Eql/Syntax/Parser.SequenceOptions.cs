using Detections.Eql.Values;

namespace Detections.Eql.Syntax;

/// <summary>The options of sequences: <c>maxspan</c> and <c>runs</c>.</summary>
internal sealed partial class Parser
{
    private const int MaxRuns = 100;

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
}
