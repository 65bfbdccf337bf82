using System.Collections.Immutable;
using System.Linq;
using Detections.Eql.Review;
using Detections.Eql.Shapes;
using Detections.Eql.Syntax;

namespace Detections.Eql.Compilation;

/// <summary>A query ready to be compiled: the conditions of its steps, their join keys, and how their hits make a match.</summary>
internal sealed class NormalizedQuery
{
    private readonly FieldResolver _resolver;
    private readonly ImmutableArray<(Expression Condition, ImmutableArray<FieldExpression> Keys)> _steps;
    private readonly Statement _statement;
    private readonly string _categoryField;

    private NormalizedQuery(
        Statement statement,
        FieldResolver resolver,
        string categoryField,
        ImmutableArray<(Expression Condition, ImmutableArray<FieldExpression> Keys)> steps
    )
    {
        _statement = statement;
        _resolver = resolver;
        _categoryField = categoryField;
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
        return new NormalizedQuery(
            statement,
            resolver,
            categoryField,
            [
                .. TermsOf(statement.Query)
                    .Select(term => (normalizer.Rewrite(term.Filter.Restrict(categoryField)), term.Keys)),
            ]
        );
    }

    public ImmutableArray<EqlStep> Compile(FieldTable fields) =>
        [
            .. _steps.Select(step => new EqlStep(
                fields,
                new StepCompiler(fields, _resolver).Compile(step.Condition),
                new JoinKeyReader([.. step.Keys.Select(key => PartOf(key, fields))])
            )),
        ];

    public IEnumerable<EqlRemark> Review(string text) =>
        QueryReview.Of(text, TermsOf(_statement.Query), _resolver, _categoryField);

    /// <summary>For explanations, which show also what is folded away.</summary>
    /// <param name="text">The query as it is written.</param>
    public EqlExplainer CreateExplainer(string text)
    {
        var terms = TermsOf(_statement.Query);
        var fields = FieldTable.Create(
            terms
                .SelectMany(term => FieldCollector.Fields(term.Filter.Restrict(_categoryField)).Concat(term.Keys))
                .Select(field => _resolver.SourceOf(field.Name)),
            _resolver.Types
        );
        var steps = Compile(fields);
        var compiler = new ExplanationCompiler(text, fields, _resolver);
        return new EqlExplainer(
            new EventReader(fields),
            [
                .. terms.Select(
                    (term, index) =>
                        new ExplainedStep(
                            text.Substring(term.Span.Start, term.Span.Length),
                            term,
                            _statement.Query is SequenceQuery { Until: not null } && index == terms.Length - 1,
                            steps[index],
                            compiler.Compile(term.Filter, _categoryField),
                            [.. term.Keys.Select(compiler.Field)],
                            Kind == EqlQueryKind.Sample ? JoinKeyText.OfSample : JoinKeyText.OfSequence
                        )
                ),
            ]
        );
    }

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

    /// <summary>The event filters in order, that of <c>until</c> last.</summary>
    private static ImmutableArray<Term> TermsOf(Query query) =>
        query switch
        {
            SequenceQuery { Until: { } until } sequence => sequence.Terms.Add(until),
            SequenceQuery sequence => sequence.Terms,
            SampleQuery sample => sample.Terms,
            EventQuery single =>
            [
                new Term(
                    single.CategorySpan.To(single.Condition.Span),
                    single,
                    IsMissing: false,
                    ImmutableArray<FieldExpression>.Empty,
                    Runs: 1
                ),
            ],
            _ => [],
        };

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
