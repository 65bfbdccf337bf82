using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using Detections.Eql.Compilation;
using Detections.Eql.Shapes;
using Detections.Eql.Syntax;

namespace Detections.Eql;

/// <summary>A parsed and verified EQL query. Immutable: all threads may share it.</summary>
public sealed class EqlQuery
{
    /// <summary>A step is rare if it is guessed to take no greater share of all events.</summary>
    private const double MostOfRare = 0.05;

    private readonly NormalizedQuery _query;
    private readonly ImmutableArray<EqlRemark> _remarks;

    private EqlQuery(string text, NormalizedQuery query, EqlOptions options, FieldVerifier fields)
    {
        Text = text;
        _query = query;
        _remarks = fields.Remarks;
        Warnings = fields.Warnings;
        OrderFields = options.TiebreakerField is { } tiebreaker
            ? [query.SourceOf(options.TimestampField), query.SourceOf(tiebreaker)]
            : [query.SourceOf(options.TimestampField)];
        Filter = EqlFilter.Any(query.StepFilters.Select(step => step.Condition));
        var rarest = query
            .PositiveSteps.Select(step => (Step: step, Share: Selectivity.Of(query.StepFilters[step].Condition)))
            .OrderBy(step => step.Share)
            .FirstOrDefault((Step: -1, Share: 1));
        RareStep = rarest.Share <= MostOfRare ? rarest.Step : null;
    }

    /// <summary>The query as it was written.</summary>
    public string Text { get; }

    /// <summary>What a match consists of.</summary>
    public EqlQueryKind Kind => _query.Kind;

    /// <summary>
    /// The distinct dotted names of the fields that the query needs, without back-ticks and question marks, in the order of their
    /// appearance: those of its conditions, the category field among them, and its join keys. An alias is named by the field that it
    /// stands for, since events hold only that.
    /// </summary>
    public ImmutableArray<string> Fields => _query.Fields;

    /// <summary>The fields that order events: the timestamp and, where the options name one, the tiebreaker.</summary>
    public ImmutableArray<string> OrderFields { get; }

    /// <summary>The time from the first to the last event of a sequence, both included, where it is limited.</summary>
    public TimeSpan? MaxSpan => _query.MaxSpan;

    /// <summary>Whether a sequence also asks for events that must not be there, so that a match is known only when their time is over.</summary>
    public bool HasMissingEvents => _query.HasMissingEvents;

    /// <summary>
    /// What every event satisfies that can be part of a match or, behind <c>until</c> and as a missing event, prevent one: what does not
    /// need not be fetched.
    /// </summary>
    public EqlFilter Filter { get; }

    /// <summary>
    /// The step of a sequence that every match needs and that few events satisfy, by the look of it; null where there is none. It is worth
    /// to be the <see cref="EqlMatcherOptions.OpeningStep"/>.
    /// </summary>
    public int? RareStep { get; }

    /// <summary>Whether pipes follow the query, so that it asks for some of what it finds only.</summary>
    public bool HasPipes => !_query.Pipes.IsEmpty;

    /// <summary>What is probably wrong with the query and yet can be evaluated, above all unknown fields.</summary>
    public ImmutableArray<EqlError> Warnings { get; }

    /// <summary>Parses and verifies a query.</summary>
    /// <param name="text">The query.</param>
    /// <param name="options">How to understand it.</param>
    /// <param name="query">The query, if it is right.</param>
    /// <param name="error">The first thing that is wrong with it, if it is not.</param>
    public static bool TryParse(
        string text,
        EqlOptions options,
        [NotNullWhen(true)] out EqlQuery? query,
        [NotNullWhen(false)] out EqlError? error
    )
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            query = Parse(text, options);
            error = null;
            return true;
        }
        catch (EqlException exception)
        {
            query = null;
            error = exception.Error;
            return false;
        }
    }

    /// <summary>Parses and verifies a query.</summary>
    /// <param name="text">The query.</param>
    /// <param name="options">How to understand it; by default as Elasticsearch does.</param>
    /// <exception cref="EqlException">The query is wrong.</exception>
    public static EqlQuery Parse(string text, EqlOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        options ??= EqlOptions.Default;
        var source = new SourceText(text);
        var statement = new Parser(source).Parse();
        source.Kind = EqlErrorKind.Verification;
        var resolver = new FieldResolver(options.Types);
        var fields = new FieldVerifier(source, resolver, options);
        new Verifier(source, fields, resolver).Verify(statement.Query);
        var query = NormalizedQuery.Of(statement, resolver, options.EventCategoryField);
        return new EqlQuery(text, query, options, fields);
    }

    /// <summary>
    /// Compiles the query to its event filters. An event query has one; a sequence has one for each of its terms, repeated or not, and
    /// that of <c>until</c> at the end; a sample has one for each of its filters.
    /// </summary>
    /// <param name="fields">A table that has all of <see cref="Fields"/>; several queries may share it.</param>
    /// <exception cref="ArgumentException">The table lacks a field of the query.</exception>
    public ImmutableArray<EqlStep> Compile(FieldTable fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        Require(fields, Fields);
        return _query.Compile(fields);
    }

    /// <summary>
    /// Starts an evaluation that keeps what it needs of the events between calls, so that they may come in any order and over time.
    /// </summary>
    /// <param name="fields">A table that has all of <see cref="Fields"/> and <see cref="OrderFields"/>.</param>
    /// <param name="options">Its limits; by default those of <see cref="EqlMatcherOptions"/>.</param>
    /// <exception cref="ArgumentException">
    /// The table lacks a field, or the opening step is none that every match needs.
    /// </exception>
    public EqlMatcher CreateMatcher(FieldTable fields, EqlMatcherOptions? options = null)
    {
        var steps = Compile(fields);
        Require(fields, OrderFields);
        options ??= new EqlMatcherOptions();
        if (options.OpeningStep is { } opening && !_query.PositiveSteps.Contains(opening))
        {
            throw new ArgumentException(
                $"Step {opening} cannot open join keys: only a step of a sequence that every match needs can",
                nameof(options)
            );
        }

        return new EqlMatcher(
            _query.CreateEvaluation(options),
            steps,
            _query.StepFilters,
            _query.OrderOf(fields, OrderFields),
            options
        );
    }

    /// <summary>
    /// Looks for what can be evaluated and was hardly meant: <see cref="Warnings"/>, misspelled fields, conditions that can never hold,
    /// costly patterns. In the order of the text.
    /// </summary>
    public ImmutableArray<EqlRemark> Review() =>
        [
            .. _remarks
                .Concat(_query.Review(Text))
                .Distinct()
                .OrderBy(remark => remark.Line)
                .ThenBy(remark => remark.Column),
        ];

    /// <summary>Says of single events why they satisfy the filters of the query or why not.</summary>
    public EqlExplainer CreateExplainer() => _query.CreateExplainer(Text);

    /// <summary>
    /// What a search answers of all that was found: at most a number of results, taken from the end that the first pipe or, without
    /// pipes, the position names, and of these what the pipes leave. Of samples, which have no order, it is always the first.
    /// </summary>
    /// <param name="found">Everything that was found, in the order of results.</param>
    /// <param name="size">How many results are wanted.</param>
    /// <param name="position">Which end to keep if more was found.</param>
    public ImmutableArray<T> Take<T>(IReadOnlyList<T> found, int size, EqlResultPosition position)
    {
        ArgumentNullException.ThrowIfNull(found);
        return ResultWindow.Take(
            found,
            size,
            Kind == EqlQueryKind.Sample ? EqlResultPosition.Head : position,
            _query.Pipes
        );
    }

    /// <summary>
    /// The query as it was understood: brackets around every condition, the category as a comparison, constants folded.
    /// </summary>
    public override string ToString() => _query.ToString();

    private static void Require(FieldTable fields, ImmutableArray<string> names)
    {
        foreach (var field in names)
        {
            if (fields.SlotOf(field) < 0)
            {
                throw new ArgumentException($"The field table lacks [{field}], which the query needs", nameof(fields));
            }
        }
    }
}
