using System.Collections.Immutable;
using System.Linq;
using Detections.Eql.Shapes;
using Detections.Eql.Syntax;

namespace Detections.Eql.Compilation;

/// <summary>A query ready to be compiled: the conditions of its steps, their join keys, and how their hits make a match.</summary>
internal sealed class NormalizedQuery
{
    private readonly FieldResolver _resolver;
    private readonly ImmutableArray<(Expression Condition, ImmutableArray<FieldExpression> Keys)> _steps;
    private readonly Statement _statement;

    private NormalizedQuery(
        Statement statement,
        FieldResolver resolver,
        ImmutableArray<(Expression Condition, ImmutableArray<FieldExpression> Keys)> steps
    )
    {
        _statement = statement;
        _resolver = resolver;
        _steps = steps;
        Fields = CollectFields();
    }

    public EqlQueryKind Kind =>
        _statement.Query switch
        {
            SequenceQuery => EqlQueryKind.Sequence,
            SampleQuery => EqlQueryKind.Sample,
            _ => EqlQueryKind.Event,
        };

    public ImmutableArray<string> Fields { get; }

    public TimeSpan? MaxSpan => (_statement.Query as SequenceQuery)?.MaxSpan;

    public bool HasMissingEvents => _statement.Query is SequenceQuery sequence && sequence.Terms.Any(t => t.IsMissing);

    /// <summary>What every event that can be part of a match, or can prevent one, has in common.</summary>
    public EqlFilter CreateFilter() =>
        EqlFilter.Any(_steps.Select(step => new FilterBuilder(_resolver).Build(step.Condition)));

    public ImmutableArray<Pipe> Pipes => _statement.Pipes;

    public static NormalizedQuery Of(Statement statement, FieldResolver resolver, string categoryField)
    {
        var normalizer = new Normalizer(resolver);
        var terms = statement.Query switch
        {
            SequenceQuery { Until: { } until } sequence => sequence.Terms.Add(until),
            SequenceQuery sequence => sequence.Terms,
            SampleQuery sample => sample.Terms,
            _ => ImmutableArray<Term>.Empty,
        };
        return statement.Query is EventQuery single
            ? new NormalizedQuery(
                statement,
                resolver,
                [(normalizer.Rewrite(single.Restrict(categoryField)), ImmutableArray<FieldExpression>.Empty)]
            )
            : new NormalizedQuery(
                statement,
                resolver,
                [.. terms.Select(term => (normalizer.Rewrite(term.Filter.Restrict(categoryField)), term.Keys))]
            );
    }

    public ImmutableArray<EqlStep> Compile(FieldTable fields) =>
        [
            .. _steps.Select(step => new EqlStep(
                new StepCompiler(fields, _resolver).Compile(step.Condition),
                new JoinKeyReader([.. step.Keys.Select(key => PartOf(key, fields))])
            )),
        ];

    /// <summary>The field that events hold.</summary>
    public string SourceOf(string field) => _resolver.SourceOf(field);

    public ShapeEvaluation CreateEvaluation(EqlMatcherOptions options)
    {
        var retention = (long)Int128.Min((Int128)options.Retention.Ticks * 100, long.MaxValue);
        return _statement.Query switch
        {
            SequenceQuery sequence => new SequenceEvaluation(SequenceShape.Of(sequence), retention),
            SampleQuery sample => new SampleEvaluation(sample.Terms.Length, options.MaxSamplesPerKey, retention),
            _ => new EventEvaluation(retention),
        };
    }

    public EventOrder OrderOf(FieldTable fields, ImmutableArray<string> names) =>
        new(
            fields.SlotOf(names[0]),
            _resolver.KindOf(names[0]),
            _resolver.FormatOf(names[0]),
            names.Length > 1 ? fields.SlotOf(names[1]) : -1,
            names.Length > 1 ? _resolver.KindOf(names[1]) : FieldKind.Unknown
        );

    public override string ToString() =>
        _statement.Query switch
        {
            SequenceQuery sequence => (
                sequence with
                {
                    Terms = [.. sequence.Terms.Select(Shown)],
                    Until = sequence.Until is null ? null : Shown(sequence.Until, sequence.Terms.Length),
                }
            ).ToString() + ShownPipes(),
            SampleQuery sample => (sample with { Terms = [.. sample.Terms.Select(Shown)] }).ToString(),
            _ => $"any where {_steps[0].Condition}{ShownPipes()}",
        };

    private string ShownPipes() => string.Concat(Pipes.Select(pipe => $" {pipe}"));

    private Term Shown(Term term, int index) =>
        term with
        {
            Filter = new EventQuery(null, term.Span, _steps[index].Condition),
        };

    private JoinKeyReader.Part PartOf(FieldExpression key, FieldTable fields) =>
        new(
            _resolver.IsNull(key) ? -1 : fields.SlotOf(_resolver.SourceOf(key.Name)),
            _resolver.KindOf(key.Name),
            _resolver.FormatOf(key.Name),
            key.IsOptional
        );

    private ImmutableArray<string> CollectFields()
    {
        var names = new List<string>();
        foreach (var (condition, keys) in _steps)
        {
            names.AddRange(FieldCollector.Collect(condition));
            names.AddRange(keys.Where(key => !_resolver.IsNull(key)).Select(key => key.Name));
        }

        return [.. names.Select(_resolver.SourceOf).Distinct()];
    }
}
