using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Detections.Eql.Compilation;
using Detections.Eql.Syntax;

namespace Detections.Eql;

/// <summary>A parsed and verified EQL query. Immutable: all threads may share it.</summary>
public sealed class EqlQuery
{
    private readonly Expression _condition;

    private EqlQuery(string text, EventQuery query, EqlOptions options)
    {
        Text = text;
        var condition = query.Restrict(options.EventCategoryField);
        Fields = FieldCollector.Collect(condition);
        _condition = Normalizer.Rewrite(condition);
    }

    /// <summary>The query as it was written.</summary>
    public string Text { get; }

    /// <summary>
    /// The distinct dotted names of the fields that the query needs, without back-ticks and question marks, in the order of their
    /// appearance. The category field comes first, unless the query is for <c>any</c> category.
    /// </summary>
    public ImmutableArray<string> Fields { get; }

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
        var source = new SourceText(text);
        var query = new Parser(source).ParseQuery();
        new Verifier(source).Verify(query);
        return new EqlQuery(text, query, options ?? EqlOptions.Default);
    }

    /// <summary>Compiles the query to its event filters; an event query has exactly one.</summary>
    /// <param name="fields">A table that has all of <see cref="Fields"/>; several queries may share it.</param>
    /// <exception cref="ArgumentException">The table lacks a field of the query.</exception>
    public ImmutableArray<EqlStep> Compile(FieldTable fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        foreach (var field in Fields)
        {
            if (fields.SlotOf(field) < 0)
            {
                throw new ArgumentException($"The field table lacks [{field}], which the query needs", nameof(fields));
            }
        }

        return [new EqlStep(new StepCompiler(fields).Compile(_condition))];
    }

    /// <summary>
    /// The query as it was understood: brackets around every condition, the category as a comparison, constants folded.
    /// </summary>
    public override string ToString() => $"any where {_condition}";
}
